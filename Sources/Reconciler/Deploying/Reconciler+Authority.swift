import Attestation
import GitFetch
import GitStore
import HostLink
import Keys
import Ledger
import Vocabulary

/// On what ground hosts are told anything.
extension Reconciler {
  /// What orders are signed with, and what makes older ones worthless.
  func authority(_ writer: Writer) throws(ReconcileError) -> OrderAuthority {
    var term = configuration.term()
    if term == nil { term = try termHere(writer) }
    do throws(LedgerError) {
      return OrderAuthority(
        key: configuration.key, term: term ?? 0,
        position: try writer.ledger.lastSequence(),
        controllers: writer.ledger.signers.entries.map(\.key.line))
    } catch { throw .ledger(error) }
  }

  /// The greatest term that this repository knows of: whoever works in it without a lease is no older
  /// than those who had one, be they controllers any more or not.
  private func termHere(_ writer: Writer) throws(ReconcileError) -> Int {
    var term = try LeaseTerm.kept(in: configuration.stateFolder)
    let reader = LeaseReader(policy: writer.policy, controllers: writer.ledger.signers)
    return try git { repository throws(GitError) in
      for name in [Lease.reference, GitRemote.kept(Lease.reference)] {
        guard let id = try repository.reference(name) else { continue }
        term = max(term, try reader.word(in: id, repository).term ?? 0)
      }
      return term
    }
  }
}
