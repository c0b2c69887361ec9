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
  let policy: CommitID
  /// All whom it names.
  private let named: AllowedSigners

  /// Finds the controller's key among the signers that `commit` names.
  init(
    of key: SigningKey, in commit: CommitID, repositoryAt path: String
  ) throws(ReconcileError) {
    do throws(LedgerError) {
      named = try LedgerSigners.all(in: commit, Self.open(path))
    } catch {
      throw .ledger(error)
    }
    let signers = named.of([.controller])
    guard !signers.signers(with: key.publicKey).isEmpty else {
      throw .unknownKey(line: LedgerReference.controller.signerLine(for: key.publicKey))
    }
    ledger = Ledger(
      repositoryAt: path, signers: signers, former: PolicyTrust.formerControllers(before: commit))
    author = LedgerAuthor(name: "merlon", email: LedgerReference.controller.principal)
    policy = commit
  }

  /// The ledger of a host, with the host's keys and the controller's, who brings its lines; `nil` if
  /// the policy names no key of the host.
  func ledger(of host: HostName) -> Ledger? {
    let reference = LedgerReference.host(host)
    let writers = [reference, .controller]
    let signers = named.of(writers)
    guard !signers.having(reference.role).entries.isEmpty else { return nil }
    return Ledger(
      repositoryAt: ledger.path, reference: reference, signers: signers,
      former: PolicyTrust.formerSigners(of: writers, before: policy))
  }

  private static func open(_ path: String) throws(LedgerError) -> Repository {
    do throws(GitError) { return try Repository(openingAt: path) } catch {
      throw .repository(error)
    }
  }
}
