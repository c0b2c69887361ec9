import Ledger
import Vocabulary

extension Reconciler {
  /// Takes over what hosts have signed and another controller has recorded, by the names of hosts.
  func takeOver(hosts: [HostName: CommitID]) throws(ReconcileError) {
    guard !hosts.isEmpty else { return }
    let branch = try follow(to: try policyHead())
    let writer = try Writer(
      of: configuration.key, in: branch.tip, repositoryAt: configuration.repositoryPath)
    for (host, commit) in hosts.sorted(by: { $0.key < $1.key }) {
      guard let ledger = writer.ledger(of: host) else { continue }
      do throws(LedgerError) { try ledger.follow(commit) } catch {
        tell(.unheard(host, error.description))
      }
    }
  }

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
