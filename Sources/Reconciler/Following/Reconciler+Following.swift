import Ledger
import Vocabulary

extension Reconciler {
  /// Takes over what another controller has recorded on the shared repository, up to notes commits:
  /// of the controllers' ledger, where what only this one has recorded follows it, and of what hosts
  /// have signed, by their names.
  func takeOver(
    ledger other: CommitID?, hosts: [HostName: CommitID] = [:]
  ) throws(ReconcileError) {
    guard other != nil || !hosts.isEmpty else { return }
    let branch = try follow(to: try policyHead())
    let writer = try Writer(
      of: configuration.key, in: branch.tip, repositoryAt: configuration.repositoryPath)
    if let other {
      do throws(LedgerError) {
        _ = try writer.ledger.merge(
          other, signedBy: configuration.key, as: writer.author, at: .now)
      } catch { throw .ledger(error) }
    }
    for (host, commit) in hosts.sorted(by: { $0.key < $1.key }) {
      guard let ledger = writer.ledger(of: host) else { continue }
      do throws(LedgerError) { try ledger.follow(commit) } catch {
        tell(.unheard(host, error.description))
      }
    }
  }
}
