import Attestation
import GitStore
import Keys
import Ledger
import Vocabulary

/// Who writes the ledgers, and whom it believes.
struct Writer: Sendable {
  let ledger: Ledger
  let author: LedgerAuthor
  /// The trusted policy commit, which names who may sign.
  private let policy: CommitID

  /// Finds the controller's key among the signers that `commit` names.
  init(
    of key: SigningKey, in commit: CommitID, repositoryAt path: String
  ) throws(ReconcileError) {
    let principal = LedgerReference.controller.principal
    let signers: AllowedSigners
    do throws(LedgerError) {
      signers = try LedgerSigners.signers(
        of: .controller, in: commit, Self.open(path))
    } catch {
      throw .ledger(error)
    }
    guard !signers.signers(with: key.publicKey).isEmpty else {
      let line = AllowedSigner(principals: [principal], key: key.publicKey).line
      throw .unknownKey(line: line)
    }
    ledger = Ledger(
      repositoryAt: path, signers: signers, former: PolicyTrust.formerControllers(before: commit))
    author = LedgerAuthor(name: "merlon", email: principal)
    policy = commit
  }

  /// The ledger of a host, with the host's keys and the controller's, who brings its lines; `nil` if
  /// the policy names no key of the host.
  func ledger(of host: HostName) throws(ReconcileError) -> Ledger? {
    let reference = LedgerReference.host(host)
    do throws(LedgerError) {
      let signers = try LedgerSigners.signers(
        of: [reference, .controller], in: policy, Self.open(ledger.path))
      return signers.having(reference.role).entries.isEmpty
        ? nil : Ledger(repositoryAt: ledger.path, reference: reference, signers: signers)
    } catch {
      throw .ledger(error)
    }
  }

  private static func open(_ path: String) throws(LedgerError) -> Repository {
    do throws(GitError) { return try Repository(openingAt: path) } catch {
      throw .repository(error)
    }
  }
}
