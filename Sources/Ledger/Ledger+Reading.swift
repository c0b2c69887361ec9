import Attestation
import GitStore
import Keys
import Vocabulary

extension Ledger {
  /// Reads and verifies every line, the chain of the lines and the newest notes commit.
  ///
  /// - Complexity: O(n): 50 µs for each line's signature and about 5 for its note.
  package func read() throws(LedgerError) -> LedgerContents {
    try git { () throws(GitError) in
      let repository = try Repository(openingAt: path)
      guard let tip = try repository.reference(reference.name) else { return LedgerContents() }
      return try contents(of: try repository.commit(tip), repository)
    }
  }

  /// Reads the ledger as it was at a notes commit.
  func contents(
    of commit: Commit, _ repository: borrowing Repository
  ) throws(GitError) -> LedgerContents {
    var contents = LedgerContents()
    if try !isSigned(commit, repository) {
      let verdict = CommitVerifier(signers: signers).verdict(on: commit)
      contents.findings.append(
        LedgerFinding(.signature, inNotes: commit.id, "it is \(verdict)"))
    }
    var former: FormerLines?
    let (notes, foreign) = try NotesTree.notes(in: commit.tree, repository)
    for name in foreign {
      contents.findings.append(
        LedgerFinding(.foreign, inNotes: commit.id, "'\(name)' in its tree is not a note"))
    }
    var seen: Set<CommitID> = []
    for note in notes {
      guard seen.insert(note.commit).inserted else {
        contents.findings.append(
          LedgerFinding(
            .duplicate, on: note.commit, of: reference,
            "commit \(note.commit.short) has two notes"))
        continue
      }
      for text in try Self.text(of: note.blob, repository) {
        do throws(LedgerLine.Problem) {
          contents.ordered.append(try LedgerLine(text, on: note.commit, signers: signers))
        } catch {
          if former == nil { former = try formerLines(upTo: commit, repository) }
          if let line = former?[note.commit, String(text)] {
            contents.ordered.append(line)
          } else {
            contents.findings.append(
              LedgerFinding(
                .line, on: note.commit, of: reference,
                "a line on commit \(note.commit.short) does not count: \(error.reason)"))
          }
        }
      }
    }
    contents.finish(
      position: LedgerPosition(message: commit.message), at: commit.id, of: reference)
    return contents
  }

  /// The lines that former keys of the writer have signed, as long as they were its keys.
  private func formerLines(
    upTo tip: Commit, _ repository: borrowing Repository
  ) throws(GitError) -> FormerLines {
    guard let (old, then) = try handover(upTo: tip.id, by: signers, repository) else {
      return FormerLines([])
    }
    let ledger = Ledger(
      repositoryAt: path, reference: reference, signers: then, former: former)
    return FormerLines(try ledger.contents(of: old, repository).ordered)
  }
}

/// Lines that count though nobody signed them who may now.
private struct FormerLines {
  private let lines: [CommitID: [String: LedgerLine]]

  init(_ lines: [LedgerLine]) {
    self.lines = Dictionary(grouping: lines, by: \.commit).mapValues { lines in
      Dictionary(lines.map { ($0.text, $0) }) { first, _ in first }
    }
  }

  subscript(commit: CommitID, text: String) -> LedgerLine? { lines[commit]?[text] }
}

extension LedgerContents {
  /// Puts the lines in order and checks that each follows the one before it.
  fileprivate mutating func finish(
    position: LedgerPosition?, at tip: CommitID, of reference: LedgerReference
  ) {
    ordered.sort { $0.sequence < $1.sequence }
    lines = Dictionary(grouping: ordered, by: \.commit)
    var before = LedgerPosition()
    for line in ordered {
      if line.sequence != before.sequence + 1 {
        findings.append(
          LedgerFinding(
            .chain, on: line.commit, of: reference,
            "line \(line.sequence) follows line \(before.sequence)"))
      } else if line.previous != before.last {
        findings.append(
          LedgerFinding(
            .chain, on: line.commit, of: reference,
            "line \(line.sequence) does not name the line before it"))
      }
      before.take(line)
    }
    if let position, position != before {
      findings.append(
        LedgerFinding(
          .chain, inNotes: tip,
          "it says that line \(position.sequence) is the last one, and the lines end with "
            + "\(before.sequence), or are others"))
    }
  }
}
