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
  /// Who could before; `nil` to count only what those sign who may now.
  let former: FormerSigners?

  /// Makes a ledger of the repository at `path`; touches nothing.
  package init(
    repositoryAt path: String, reference: LedgerReference = .controller, signers: AllowedSigners,
    former: FormerSigners? = nil
  ) {
    self.path = path
    self.reference = reference
    self.signers = signers
    self.former = former
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
      return try counted(on: commit, at: repository.commit(tip), by: signers, repository)
        .sorted { $0.sequence < $1.sequence }
    }
  }

  /// What the lines on one commit claim, in their order, as of a notes commit that was verified:
  /// their signatures are not looked at again.
  package static func claims(
    on commit: CommitID, asOf tip: CommitID, repositoryAt path: String
  ) throws(GitError) -> [NumberedClaim] {
    try texts(on: [commit], asOf: tip, repositoryAt: path).compactMap { line in
      guard let statement = try? Envelope(parsing: line).statement() else { return nil }
      let place = statement.predicate[LedgerLine.extensionKey]
      return NumberedClaim(number: place?["sequence"]?.integer ?? 0, claim: Claim(statement))
    }.sorted { $0.number < $1.number }
  }

  /// The lines on commits as they are, commit by commit, as of a notes commit; nothing is verified.
  package static func texts(
    on commits: [CommitID], asOf tip: CommitID, repositoryAt path: String
  ) throws(GitError) -> [String] {
    let repository = try Repository(openingAt: path)
    let tree = try repository.commit(tip).tree
    let notes = try NotesTree.notes(of: Set(commits), in: tree, repository)
    var texts: [String] = []
    for commit in commits {
      guard let blob = notes[commit] else { continue }
      texts += try text(of: blob, repository).map(String.init)
    }
    return texts
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

  /// When the newest notes commit was made; `nil` if nothing has been recorded.
  package func lastTime() throws(LedgerError) -> Instant? {
    try git { () throws(GitError) in
      let repository = try Repository(openingAt: path)
      guard let tip = try repository.reference(reference.name) else { return nil }
      return try repository.commit(tip).committer.time
    }
  }

  /// Where the ledger ends at the notes commit `tip`.
  ///
  /// That says the newest commit whose signature is good, or was when the key was replaced: what
  /// others put on top is no line of the ledger. Without any, every line is read.
  func end(
    at tip: CommitID?, _ repository: borrowing Repository
  ) throws(GitError) -> LedgerPosition {
    guard let tip else { return LedgerPosition() }
    let verifier = CommitVerifier(signers: signers)
    var next: CommitID? = tip
    while let id = next {
      let commit = try repository.commit(id)
      if verifier.verdict(on: commit).signer != nil,
        let position = LedgerPosition(message: commit.message)
      {
        return position
      }
      next = commit.parents.first
    }
    if let (last, _) = try handover(upTo: tip, by: signers, repository),
      let position = LedgerPosition(message: last.message)
    {
      return position
    }
    var position = LedgerPosition()
    for line in try contents(of: repository.commit(tip), repository).ordered {
      position.take(line)
    }
    return position
  }

  /// The lines of a note.
  static func text(
    of blob: BlobID, _ repository: borrowing Repository
  ) throws(GitError) -> [Substring] {
    // By bytes, and not by `split`: auditors read very many.
    var rest = try repository.blob(blob, limit: noteBytesMax)[...]
    var lines: [Substring] = []
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      if end > rest.startIndex { lines.append(Substring(decoding: rest[..<end], as: UTF8.self)) }
      rest = rest[end...].dropFirst()
    }
    return lines
  }
}
