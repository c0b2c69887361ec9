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
    do throws(LedgerError) {
      var term = configuration.term()
      if term == nil { term = try termHere(writer) }
      return OrderAuthority(
        key: configuration.key, term: term ?? 0,
        position: try writer.ledger.lastSequence(),
        controllers: writer.ledger.signers.entries.map(\.key.line))
    } catch { throw .ledger(error) }
  }

  /// The newest term that this repository knows of: whoever works in it without a lease is no older
  /// than those who had one.
  private func termHere(_ writer: Writer) throws(LedgerError) -> Int {
    do throws(GitError) {
      let repository = try Repository(openingAt: configuration.repositoryPath)
      var term = 0
      for name in [Lease.reference, GitRemote.kept(Lease.reference)] {
        guard let id = try repository.reference(name) else { continue }
        let commit = try repository.commit(id)
        let verifier = CommitVerifier(signers: writer.ledger.signers)
        guard verifier.verdict(on: commit).signer != nil else { continue }
        term = max(term, Lease(commit)?.term ?? 0)
      }
      return term
    } catch { throw .repository(error) }
  }
}
