import Attestation
import GitStore
import Keys
import Ledger
import Vocabulary

/// Who writes the controller's ledger, and whom it believes.
struct Writer: Sendable {
  let ledger: Ledger
  let author: LedgerAuthor

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
  }

  private static func open(_ path: String) throws(LedgerError) -> Repository {
    do throws(GitError) { return try Repository(openingAt: path) } catch {
      throw .repository(error)
    }
  }
}
