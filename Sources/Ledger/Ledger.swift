package import Attestation
package import GitStore
import Keys
package import Vocabulary

/// A signed, append-only record on commits, kept in git notes.
///
/// Each note is a set of lines, each one a DSSE envelope; lines are numbered and each names the
/// one before it. Each append is one commit, signed in SSH's format, so plain git verifies it.
/// A value that opens the repository for each call; calls block.
package struct Ledger: Sendable {
  /// Bytes of the longest note that is read.
  static let noteBytesMax = 64 << 20

  /// Where the repository is.
  package let path: String
  /// Which ledger.
  package let reference: LedgerReference
  /// Who may sign notes commits and lines: the keys of this ledger's writer, no others.
  package let signers: AllowedSigners

  /// Makes a ledger of the repository at `path`; touches nothing.
  package init(
    repositoryAt path: String, reference: LedgerReference = .controller, signers: AllowedSigners
  ) {
    self.path = path
    self.reference = reference
    self.signers = signers
  }

  /// The newest notes commit, or `nil` if nothing has been recorded.
  package func tip() throws(LedgerError) -> CommitID? {
    try git { () throws(GitError) in try Repository(openingAt: path).reference(reference.name) }
  }

  /// The verified lines on one commit, by their numbers.
  package func lines(of commit: CommitID) throws(LedgerError) -> [LedgerLine] {
    try git { () throws(GitError) in
      let repository = try Repository(openingAt: path)
      guard let tip = try repository.reference(reference.name) else { return [] }
      let tree = try repository.commit(tip).tree
      guard let blob = try NotesTree.notes(of: [commit], in: tree, repository)[commit] else {
        return []
      }
      return try Self.text(of: blob, repository).compactMap { line in
        do throws(LedgerLine.Problem) {
          return try LedgerLine(line, on: commit, signers: signers)
        } catch { return nil }
      }
      .sorted { $0.sequence < $1.sequence }
    }
  }

  /// What the lines on one commit claim, as of a notes commit that was verified: their signatures
  /// are not looked at again.
  package static func claims(
    on commit: CommitID, asOf tip: CommitID, repositoryAt path: String
  ) throws(GitError) -> [Claim] {
    try texts(on: commit, asOf: tip, repositoryAt: path).compactMap { line in
      (try? Envelope(parsing: line).statement()).map(Claim.init)
    }
  }

  /// The lines on one commit as they are, as of a notes commit; nothing is verified.
  package static func texts(
    on commit: CommitID, asOf tip: CommitID, repositoryAt path: String
  ) throws(GitError) -> [String] {
    let repository = try Repository(openingAt: path)
    let tree = try repository.commit(tip).tree
    guard let blob = try NotesTree.notes(of: [commit], in: tree, repository)[commit] else {
      return []
    }
    return try text(of: blob, repository).map(String.init)
  }

  /// Tells whether a verified line with the name `key` is on `commit`.
  package func contains(key: String, on commit: CommitID) throws(LedgerError) -> Bool {
    try lines(of: commit).contains { $0.key == key }
  }

  /// The number of the last line; 0 if nothing has been recorded.
  package func lastSequence() throws(LedgerError) -> Int {
    let position = try git { () throws(GitError) in
      let repository = try Repository(openingAt: path)
      return try end(at: repository.reference(reference.name), repository)
    }
    return position.sequence
  }

  /// Where the ledger ends at the notes commit `tip`.
  ///
  /// Trusts the message if its signature is good, else reads every line.
  func end(
    at tip: CommitID?, _ repository: borrowing Repository
  ) throws(GitError) -> LedgerPosition {
    guard let tip else { return LedgerPosition() }
    let commit = try repository.commit(tip)
    if CommitVerifier(signers: signers).verdict(on: commit).signer != nil,
      let position = LedgerPosition(message: commit.message)
    {
      return position
    }
    var position = LedgerPosition()
    for line in try contents(of: commit, repository).ordered {
      position.take(line)
    }
    return position
  }

  /// The lines of a note.
  static func text(
    of blob: BlobID, _ repository: borrowing Repository
  ) throws(GitError) -> [Substring] {
    String(decoding: try repository.blob(blob, limit: noteBytesMax), as: UTF8.self)
      .split(separator: "\n")
  }
}
