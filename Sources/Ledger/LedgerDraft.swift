import Attestation
import GitStore
import Keys
import Vocabulary

/// One append while it is being prepared: which lines come to which notes.
struct LedgerDraft {
  /// Where the ledger ends with these lines.
  private(set) var position: LedgerPosition
  /// The new lines in their order.
  private(set) var appended: [LedgerLine] = []
  /// The entries that were recorded before.
  private(set) var skipped: [LedgerEntry] = []
  /// The whole text of each note that changes.
  private(set) var notes: [CommitID: Set<String>] = [:]

  private let signers: AllowedSigners
  private var keys: [CommitID: Set<String>] = [:]

  init(after position: LedgerPosition, signers: AllowedSigners) {
    self.position = position
    self.signers = signers
  }

  /// Adds a line for each entry that is not there yet.
  mutating func take(
    _ entries: [LedgerEntry], tree: TreeID?, signedBy key: SigningKey, at now: Instant,
    _ repository: borrowing Repository
  ) throws(LedgerError) {
    let signer = signers.signer(
      of: key.publicKey, namespace: SSHSignature.gitNamespace, at: now)
    guard let signer else {
      throw .key(
        KeyError(
          .system, path: key.fingerprint,
          "the key is not among the ledger's signers, or not valid now; add it to allowed_signers"))
    }
    for entry in entries {
      try load(entry.about, tree: tree, repository)
      if let name = entry.key, !keys[entry.about, default: []].insert(name).inserted {
        skipped.append(entry)
        continue
      }
      let statement = LedgerLine.statement(
        of: entry, sequence: position.sequence + 1, previous: position.last, at: now)
      let envelope: Envelope
      do throws(KeyError) { envelope = try key.envelope(of: statement) } catch { throw .key(error) }
      let line = LedgerLine(
        commit: entry.about, statement: statement, sequence: position.sequence + 1,
        previous: position.last, key: entry.key, time: now, signer: signer, text: envelope.line)
      appended.append(line)
      notes[entry.about, default: []].insert(line.text)
      position.sequence = line.sequence
      position.last = line.digest
    }
  }

  /// Reads the note that is there.
  ///
  /// Only lines that verify count as recorded: nobody can keep a
  /// line out by writing one that does not.
  private mutating func load(
    _ commit: CommitID, tree: TreeID?, _ repository: borrowing Repository
  ) throws(LedgerError) {
    guard notes[commit] == nil else { return }
    let lines = try git { () throws(GitError) in
      try NotesTree.note(of: commit, in: tree, repository)
        .map { blob throws(GitError) in try Ledger.text(of: blob, repository) } ?? []
    }
    notes[commit] = Set(lines.map(String.init))
    keys[commit] = Set(
      lines.compactMap { line in
        do throws(LedgerLine.Problem) {
          return try LedgerLine(line, on: commit, signers: signers).key
        } catch { return nil }
      })
  }
}
