import Attestation
import GitStore
import Keys
import Vocabulary

/// The check of notes commits one after the other.
struct LedgerHistory {
  /// The commit before the next one; `nil` before the first.
  var before: Commit?
  /// Where the ledger ends there.
  var position = LedgerPosition()
  /// What is wrong so far.
  private(set) var findings: [LedgerFinding] = []

  private let signers: AllowedSigners

  init(signers: AllowedSigners) { self.signers = signers }

  /// Checks the commit that follows.
  mutating func take(
    _ commit: Commit, _ repository: borrowing Repository
  ) throws(GitError) {
    checkHead(of: commit)
    let changes = try repository.changes(from: before?.tree, to: commit.tree)
    var (old, new) = ([String: Set<Substring>](), [String: Set<Substring>]())
    for change in changes.changes {
      let name = change.path.filter { $0 != "/" }
      if let blob = change.old?.blob {
        old[name, default: []].formUnion(try Ledger.text(of: blob, repository))
      }
      if let blob = change.new?.blob {
        new[name, default: []].formUnion(try Ledger.text(of: blob, repository))
      }
    }
    for finding in changes.findings {
      report(.foreign, commit, "'\(finding.path)' in the notes tree: \(finding)")
    }
    for (name, lines) in old where !lines.isSubset(of: new[name] ?? []) {
      report(.removed, commit, "lines on \(name) were removed")
    }
    checkLines(of: commit, new.mapValues { $0 }, without: old)
    before = commit
  }

  private mutating func checkHead(of commit: Commit) {
    if commit.parents.count > 1 { report(.history, commit, "it has more than one parent") }
    let verdict = CommitVerifier(signers: signers).verdict(on: commit)
    if verdict.signer == nil { report(.signature, commit, "it is \(verdict)") }
    if let before, commit.committer.time < before.committer.time {
      report(.time, commit, "it is older than the one before it")
    }
  }

  private mutating func checkLines(
    of commit: Commit, _ new: [String: Set<Substring>], without old: [String: Set<Substring>]
  ) {
    var lines: [LedgerLine] = []
    for (name, texts) in new.sorted(by: { $0.key < $1.key }) {
      guard let about = CommitID(hex: name) else {
        report(.foreign, commit, "'\(name)' in the notes tree is not a note")
        continue
      }
      for text in texts.subtracting(old[name] ?? []).sorted() {
        do throws(LedgerLine.Problem) {
          lines.append(try LedgerLine(text, on: about, signers: signers))
        } catch {
          report(.line, commit, "a line on \(about.short) does not count: \(error.reason)")
        }
      }
    }
    for line in lines.sorted(by: { $0.sequence < $1.sequence }) {
      if line.sequence != position.sequence + 1 || line.previous != position.last {
        report(.chain, commit, "line \(line.sequence) does not follow line \(position.sequence)")
      }
      position.sequence = line.sequence
      position.last = line.digest
    }
  }

  private mutating func report(
    _ kind: LedgerFinding.Kind, _ commit: Commit, _ reason: String
  ) {
    findings.append(
      LedgerFinding(kind, at: commit.id, "notes commit \(commit.id.short): \(reason)"))
  }
}
