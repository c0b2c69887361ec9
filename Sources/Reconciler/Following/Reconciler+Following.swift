import Ledger
import Vocabulary

extension Reconciler {
  /// Takes over what another controller has recorded on the shared repository, up to a notes
  /// commit; what only this one has recorded follows it.
  func takeOver(ledger other: CommitID) throws(ReconcileError) {
    let branch = try follow(to: try policyHead())
    let writer = try Writer(
      of: configuration.key, in: branch.tip, repositoryAt: configuration.repositoryPath)
    do throws(LedgerError) {
      _ = try writer.ledger.merge(
        other, signedBy: configuration.key, as: writer.author, at: .now)
    } catch { throw .ledger(error) }
  }
}
