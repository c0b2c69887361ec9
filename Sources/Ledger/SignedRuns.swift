import Attestation
import Synchronization
import Vocabulary

/// Notes commits that follow each other and are known to be signed by the same signers.
///
/// A commit's id names all that is below it, so this stays true whatever happens to the ledger: it
/// is kept as long as the process lives, and who walks down a ledger again pays for what is new.
final class SignedRuns: Sendable {
  /// What this process has found out.
  static let known = SignedRuns()
  /// As many as are kept; with one more all are forgotten.
  private static let runsMax = 64

  private struct Top: Hashable {
    let commit: CommitID
    let signers: AllowedSigners
  }

  /// Where a run ends.
  struct Run: Hashable {
    /// The commit below its oldest one; `nil` if that is the first of all.
    let below: CommitID?
  }

  private let runs = Mutex<[Top: Run]>([:])

  /// The run of which a commit is the newest one that is known, if there is one.
  func run(from commit: CommitID, by signers: AllowedSigners) -> Run? {
    runs.withLock { $0[Top(commit: commit, signers: signers)] }
  }

  /// Notes that all commits from one on down are signed, but for the one below them.
  func note(_ run: Run, from commit: CommitID, by signers: AllowedSigners) {
    runs.withLock { runs in
      // A longer one takes the place of those that end where it does.
      runs = runs.filter { $0.value != run || $0.key.signers != signers }
      if runs.count >= Self.runsMax { runs = [:] }
      runs[Top(commit: commit, signers: signers)] = run
    }
  }
}
