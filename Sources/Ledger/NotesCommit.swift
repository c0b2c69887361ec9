import Attestation
import GitStore
import Keys
import Vocabulary

/// One notes commit with what it changed, checked as far as that needs nothing before it: what can
/// be done on many cores.
struct NotesCommit: Sendable {
  /// The commit; `nil` if it could not be read.
  let commit: Commit?
  /// What its signature is worth, whoever may sign: `unknownKey` if it is sound.
  var signature = SignatureVerdict.unsigned
  /// Where its trailers say that the ledger ends; `nil` if they do not.
  var position: LedgerPosition?
  /// The lines that it adds, by their numbers.
  var lines: [SignedLine] = []
  /// What is wrong.
  var findings: [LedgerFinding] = []
  /// The objects whose notes are at a place where there was none.
  var placed: [CommitID] = []
  /// The objects whose notes are gone from a place.
  var lifted: [CommitID] = []
}

// MARK: - Reading

extension NotesCommit {
  /// Reads the commit that follows `before`, and compares their trees.
  init(
    _ commit: Commit, after before: Commit?, of reference: LedgerReference, keys: KeyRing,
    _ repository: borrowing Repository
  ) throws(GitError) {
    self.commit = commit
    signature = CommitVerifier(signers: AllowedSigners([])).verdict(on: commit)
    position = LedgerPosition(message: commit.message)
    let changes = try repository.changes(from: before?.tree, to: commit.tree)
    for finding in changes.findings {
      let kind: LedgerFinding.Kind = finding.kind == .duplicate ? .duplicate : .foreign
      report(kind, "'\(finding.path)' in its tree: \(finding)")
    }
    var notes: [CommitID: (old: Set<Substring>, new: Set<Substring>)] = [:]
    for change in changes.changes {
      guard let about = NotesTree.commit(at: change.path) else {
        report(.foreign, "'\(change.path)' in its tree is not a note")
        continue
      }
      if change.old == nil { placed.append(about) }
      if change.new == nil { lifted.append(about) }
      if let blob = change.old?.blob {
        let lines = try Ledger.text(of: blob, repository)
        notes[about, default: ([], [])].old.formUnion(lines)
      }
      if let blob = change.new?.blob {
        let lines = try Ledger.text(of: blob, repository)
        if !lines.isStrictlySorted {
          report(.line, "the lines on \(about.short) are not sorted, or one is there twice")
        }
        notes[about, default: ([], [])].new.formUnion(lines)
      }
    }
    for (about, (old, new)) in notes.sorted(by: { $0.key < $1.key }) {
      if !old.isSubset(of: new) {
        report(.removed, "\(old.subtracting(new).count) of the lines on \(about.short) are gone")
      }
      take(new.subtracting(old), on: about, of: reference, keys)
    }
    lines.sort { $0.sequence < $1.sequence }
  }

  private mutating func take(
    _ texts: Set<Substring>, on about: CommitID, of reference: LedgerReference, _ keys: KeyRing
  ) {
    for text in texts {
      do throws(LedgerLine.Problem) {
        let line = try SignedLine(text, on: about, keys: keys)
        if let revision = line.revision, revision != about {
          findings.append(
            LedgerFinding(
              .binding, on: about, of: reference,
              "line \(line.sequence) is recorded on \(about.short) and speaks of "
                + "\(revision.short)"))
        }
        lines.append(line)
      } catch {
        report(.line, "a line on \(about.short) does not count: \(error.reason)")
      }
    }
  }

  /// A commit that cannot be read.
  init(unreadable id: CommitID, _ error: GitError) {
    commit = nil
    findings = [
      LedgerFinding(
        .damage, at: id, "notes commit \(id.short) cannot be read: \(error)",
        command: "git fsck --full")
    ]
  }

  private mutating func report(_ kind: LedgerFinding.Kind, _ reason: String) {
    guard let commit else { return }
    findings.append(LedgerFinding(kind, inNotes: commit.id, reason))
  }
}

extension [Substring] {
  /// Tells whether each line is before the next, by bytes: each is there once.
  fileprivate var isStrictlySorted: Bool {
    zip(self, dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
