import Disk
import GitStore
import Trust
import Vocabulary

/// Keeps which commit of the policy branch was trusted last, also while no reconciler runs.
///
/// What is kept is a file beside the repository's objects, where nobody can push to. Without it,
/// as at the first start, the whole history is judged from its first commit.
struct TrustKeeper: Sendable {
  /// The newest trusted commit, and those that were refused since the last `settle()`.
  struct Outcome: Sendable {
    /// The commit that counts as the branch's newest.
    let trusted: TrustedCommit
    /// What was refused and came before `tip`, or after it.
    let refused: [CommitID: [Diagnostic]]
    /// What was refused and came after `tip`, oldest first.
    let refusalsAfterTip: [TrustChain.Refusal]

    /// The name of the commit that counts as the newest.
    var tip: CommitID { trusted.id }
  }

  private static let bytesMax = 64

  private let path: String
  private var chain: TrustChain?
  private var head: CommitID?
  /// What was refused since the last `settle()`.
  private var refusals: [TrustChain.Refusal] = []

  /// Makes a keeper with its file in a folder.
  init(in stateFolder: String) { path = stateFolder + "/trusted" }

  /// Follows the branch to its newest commit.
  mutating func follow(
    to head: CommitID, at now: Instant, in repository: borrowing Repository
  ) throws(ReconcileError) -> Outcome {
    let known = if let chain { chain } else { try load(in: repository) }
    do throws(GitError) {
      var chain =
        if let known { known } else { try TrustChain(atFirstCommitBefore: head, in: repository) }
      if head != self.head {
        let new = try chain.follow(
          to: head, arrivedAt: known == nil ? nil : now, in: repository)
        refusals = Array((refusals + new).suffix(Limits.unjudgedCommitsMax))
      }
      (self.chain, self.head) = (chain, head)
      let tip = chain.trusted.id
      var after: [TrustChain.Refusal] = []
      for refusal in refusals.reversed() {
        if refusal.left == nil {
          guard try !repository.isAncestor(refusal.commit, of: tip) else { break }
        }
        after.insert(refusal, at: 0)
      }
      let refused = refusals.filter { $0.left == nil }.map { ($0.commit, $0.diagnostics) }
      return Outcome(
        trusted: chain.trusted, refused: Dictionary(refused) { $1 }, refusalsAfterTip: after)
    } catch {
      throw .git(error)
    }
  }

  /// Keeps what was followed, once what was refused on the way is recorded.
  mutating func settle() throws(ReconcileError) {
    refusals = []
    guard let id = chain?.trusted.id else { return }
    do throws(DiskError) {
      let bytes = Array((id.hex + "\n").utf8)
      if try DurableFile.read(path, atMost: Self.bytesMax) == bytes { return }
      try DurableFile.write(bytes, to: path, mode: 0o600)
    } catch {
      throw .state(path: error.path, reason: error.reason)
    }
  }

  /// Takes a commit on the operator's word, whatever was trusted before.
  mutating func trust(
    _ id: CommitID, in repository: borrowing Repository
  ) throws(ReconcileError) {
    do throws(GitError) {
      chain = TrustChain(from: try TrustedCommit(anchor: id, in: repository))
    } catch {
      throw .git(error)
    }
    head = nil
    try settle()
  }

  /// The commit that is kept in a folder; `nil` if there is none that this user can read.
  static func kept(in stateFolder: String) -> CommitID? {
    let bytes = try? DurableFile.read(stateFolder + "/trusted", atMost: bytesMax)
    return bytes.flatMap { CommitID(hex: String(decoding: $0.dropLast(), as: UTF8.self)) }
  }

  /// The commit in the file, or `nil` if there is no file.
  private func load(
    in repository: borrowing Repository
  ) throws(ReconcileError) -> TrustChain? {
    let bytes: [UInt8]?
    do throws(DiskError) { bytes = try DurableFile.read(path, atMost: Self.bytesMax) } catch {
      throw .state(path: error.path, reason: error.reason)
    }
    guard let bytes else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.hasSuffix("\n"), let id = CommitID(hex: String(text.dropLast())) else {
      throw .state(path: path, reason: "it does not hold the id of a commit")
    }
    do throws(GitError) {
      return TrustChain(from: try TrustedCommit(anchor: id, in: repository))
    } catch {
      throw .git(error)
    }
  }
}
