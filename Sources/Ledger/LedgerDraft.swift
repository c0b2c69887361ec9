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
  private let ledger: Ledger
  private var notes: [CommitID: Set<String>] = [:]
  private var keys: [CommitID: Set<String>] = [:]

  init(of ledger: Ledger, after position: LedgerPosition) {
    self.ledger = ledger
    self.position = position
  }

  /// The commits whose notes change, and all lines of these notes.
  var changedNotes: [(commit: CommitID, lines: Set<String>)] {
    Set(appended.map(\.commit)).sorted().map { ($0, notes[$0] ?? []) }
  }

  /// Adds a line for each entry that is not there yet.
  mutating func take(
    _ entries: [LedgerEntry], onto base: Commit?, signedBy key: SigningKey, at now: Instant,
    _ repository: borrowing Repository
  ) throws(LedgerError) {
    let signer = ledger.signers.signer(
      of: key.publicKey, namespace: SSHSignature.gitNamespace, at: now)
    guard let signer else {
      throw .key(
        KeyError(
          .system, path: key.fingerprint,
          "the key is not among the ledger's signers, or not valid now; add it to allowed_signers"))
    }
    try git { () throws(GitError) in
      guard let base else { return }
      try load(
        Set(entries.map(\.about)), withKeys: Set(entries.filter { $0.key != nil }.map(\.about)),
        from: base, repository)
    }
    for entry in entries {
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
      position.take(line)
    }
  }

  /// Adds lines that their writer numbered and signed, which must follow each other and the end.
  mutating func carry(
    _ lines: [LedgerLine], onto base: Commit?, _ repository: borrowing Repository
  ) throws(GitError) {
    if let base { try load(Set(lines.map(\.commit)), withKeys: [], from: base, repository) }
    for line in lines {
      appended.append(line)
      notes[line.commit, default: []].insert(line.text)
      position.take(line)
    }
  }

  /// Reads the notes that are there.
  ///
  /// Only lines that verify count as recorded: nobody can keep a line out by writing one that
  /// does not.
  private mutating func load(
    _ commits: Set<CommitID>, withKeys keyed: Set<CommitID>, from base: Commit,
    _ repository: borrowing Repository
  ) throws(GitError) {
    for (commit, blob) in try NotesTree.notes(of: commits, in: base.tree, repository) {
      notes[commit] = Set(try Ledger.text(of: blob, repository).map(String.init))
      guard keyed.contains(commit) else { continue }
      let lines = try ledger.counted(on: commit, at: base, by: ledger.signers, repository)
      keys[commit] = Set(lines.compactMap(\.key))
    }
  }
}
