package import Attestation
package import GitStore
package import Vocabulary

/// Whom a policy repository allows to sign what.
package enum LedgerSigners {
  /// Where a repository names its signers, in git's own format.
  package static let path = ".merlon/allowed_signers"

  /// The text of the file in `commit`; empty if the commit has none.
  package static func text(
    in commit: CommitID, _ repository: borrowing Repository
  ) throws(GitError) -> String {
    let tree = try repository.commit(commit).tree
    guard let file = try repository.file(at: path, in: tree) else { return "" }
    return String(decoding: try repository.blob(file.blob), as: UTF8.self)
  }

  /// The signers of one ledger that `commit` names: the entries of the ledger's principal.
  ///
  /// None if the commit has no such file.
  package static func signers(
    of reference: LedgerReference, in commit: CommitID, _ repository: borrowing Repository
  ) throws(LedgerError) -> AllowedSigners {
    try signers(of: [reference], in: commit, repository)
  }

  /// The signers of several ledgers that `commit` names.
  package static func signers(
    of references: [LedgerReference], in commit: CommitID, _ repository: borrowing Repository
  ) throws(LedgerError) -> AllowedSigners {
    try all(in: commit, repository).of(references)
  }

  /// All signers that `commit` names, of whatever.
  package static func all(
    in commit: CommitID, _ repository: borrowing Repository
  ) throws(LedgerError) -> AllowedSigners {
    let text = try git { () throws(GitError) -> String in
      try Self.text(in: commit, repository)
    }
    do throws(AllowedSignersError) {
      return try AllowedSigners(parsing: text, file: path)
    } catch {
      throw .signers(error.description)
    }
  }
}

extension AllowedSigners {
  /// The entries of the writers of ledgers.
  package func of(_ references: [LedgerReference]) -> AllowedSigners {
    let principals = Set(references.map(\.principal))
    return AllowedSigners(entries.filter { !principals.isDisjoint(with: $0.principals) })
  }
}

extension LedgerReference {
  /// The name that `allowed_signers` gives to the ledger's writer.
  package var principal: String {
    switch self {
    case .controller: "controller@merlon"
    case .host(let host): "host@\(host)"
    case .rebuilder(let name): "rebuilder@\(name)"
    }
  }

  /// The line of `allowed_signers` that admits a key of the ledger's writer.
  package func signerLine(for key: SSHPublicKey) -> String {
    AllowedSigner(principals: [principal], key: key).line
  }
}
