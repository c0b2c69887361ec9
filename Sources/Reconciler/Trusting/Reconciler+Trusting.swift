import GitStore
import Ledger
import Policy
import Trust
import Vocabulary

/// Only commits that are signed as the one before them asks come into force.
extension Reconciler {
  /// Finds the newest commit of the branch that is trusted.
  func follow(to head: CommitID) throws(ReconcileError) -> TrustKeeper.Outcome {
    let repository: Repository
    do throws(GitError) {
      repository = try Repository(openingAt: configuration.repositoryPath)
    } catch { throw .git(error) }
    return try trust.follow(to: head, at: configuration.now(), in: repository)
  }

  /// Records why the commits after the newest trusted one are refused: what was in force stays.
  func refuse(
    _ refusals: [TrustChain.Refusal], _ writer: Writer
  ) throws(ReconcileError) {
    var entries: [LedgerEntry] = []
    for refusal in refusals {
      let key = Records.key(of: refusal)
      let isKnown: Bool
      do throws(LedgerError) {
        isKnown = try writer.ledger.contains(key: key, on: refusal.commit)
      } catch { throw .ledger(error) }
      guard !isKnown else { continue }
      var verdicts: [CommitID: [LedgerEntry]] = [:]
      refuse(try head(of: refusal.commit), refusal.diagnostics, &verdicts, key: key)
      entries += verdicts[refusal.commit] ?? []
    }
    try append(entries, writer)
  }
}

extension Records {
  /// The key of the verdict on a commit that is not trusted.
  ///
  /// An older one, to which the branch was moved back, has been judged before.
  static func key(of refusal: TrustChain.Refusal) -> String {
    refusal.left.map { "moved/\($0.short)" } ?? verdictKey
  }
}
