import Attestation
import GitStore
import Keys
package import Vocabulary

extension Ledger {
  /// Checks every notes commit after `base` up to `head`, which is the tip unless said otherwise:
  /// one parent, signed, not older than the one before, lines only added, each in its turn.
  ///
  /// What an `update` hook asks before it lets the reference move.
  package func verifyHistory(
    after base: CommitID? = nil, through head: CommitID? = nil
  ) throws(LedgerError) -> [LedgerFinding] {
    try git { () throws(GitError) in
      let repository = try Repository(openingAt: path)
      let tip = try repository.reference(reference.name)
      guard let head = head ?? tip else { return [] }
      let chain: [CommitID]
      do throws(GitError) {
        chain = try repository.firstParents(after: base, through: head, limit: .max)
      } catch {
        guard error.kind == .notAncestor else { throw error }
        return [LedgerFinding(.history, at: head, error.description)]
      }
      var history = LedgerHistory(signers: signers)
      if let base {
        history.before = try repository.commit(base)
        history.position = try end(at: base, repository)
      }
      for id in chain { try history.take(try repository.commit(id), repository) }
      return history.findings
    }
  }
}
