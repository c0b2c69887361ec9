import Attestation
import GitStore
import Keys
import Ledger
import Vocabulary

/// Who writes the controller's ledger, and whom it believes.
struct Writer: Sendable {
  /// Where a repository names its signers.
  static let signersPath = ".merlon/allowed_signers"

  let ledger: Ledger
  let author: LedgerAuthor

  /// Finds the controller's key among the signers that `commit` names; every key of the same
  /// principal wrote, or may write, the same ledger.
  init(
    of key: SigningKey, in commit: CommitID, repositoryAt path: String
  ) throws(ReconcileError) {
    let text: String
    do throws(GitError) {
      let repository = try Repository(openingAt: path)
      let tree = try repository.commit(commit).tree
      let file = try repository.file(at: Self.signersPath, in: tree)
      text =
        try file.map { file throws(GitError) in
          String(decoding: try repository.blob(file.blob), as: UTF8.self)
        } ?? ""
    } catch {
      throw .git(error)
    }
    let all: AllowedSigners
    do throws(AllowedSignersError) {
      all = try AllowedSigners(parsing: text, file: Self.signersPath)
    } catch {
      throw .signers(error.description)
    }
    guard let own = all.signers(with: key.publicKey).first, let name = own.principals.first else {
      throw .unknownKey(line: Self.line(for: key))
    }
    let keys = all.entries.filter { $0.principals.contains(name) }
    ledger = Ledger(repositoryAt: path, signers: AllowedSigners(keys))
    author = LedgerAuthor(name: "merlon", email: name)
  }

  /// The line of `allowed_signers` that admits a controller's key.
  static func line(for key: SigningKey) -> String {
    AllowedSigner(principals: ["controller@merlon"], key: key.publicKey).line
  }
}
