import Attestation
import GitStore
import Keys
import Vocabulary

/// Holds notes commits against all that came before them, one after the other.
struct LedgerWalk {
  let reference: LedgerReference
  /// The commit before the next one; `nil` before the first.
  private(set) var before: Commit?
  /// Where the ledger ends there.
  private(set) var position: LedgerPosition
  /// What is wrong so far.
  private(set) var findings: [LedgerFinding] = []
  /// The lines so far, without those before the start.
  private(set) var lines: [SignedLine] = []
  /// How many notes commits were taken.
  private(set) var commitCount = 0
  /// Who may sign, by the newest policy commit that the ledger speaks of.
  private(set) var judge: SignerJudge
  /// The notes before the start.
  private let base: TreeID?
  private var annotated: Set<CommitID> = []
  private var lifted: Set<CommitID> = []

  /// Starts behind `base`, which was verified and ends at `position`.
  init(
    _ reference: LedgerReference, after base: Commit?, at position: LedgerPosition,
    judge: SignerJudge
  ) {
    self.reference = reference
    self.judge = judge
    self.position = position
    self.base = base?.tree
    before = base
  }

  /// Takes the commit that follows.
  mutating func take(
    _ notes: NotesCommit, _ repository: borrowing Repository
  ) throws(GitError) {
    commitCount += 1
    findings += notes.findings
    guard let commit = notes.commit else { return }
    for line in notes.lines { judge.reach(line.commit) }
    checkHead(of: notes, commit)
    let doubled = try checkPlaces(notes, commit, repository)
    // The lines of a second note were there before, or are as foreign as it is.
    let own = doubled.isEmpty ? notes.lines : notes.lines.filter { !doubled.contains($0.commit) }
    checkLines(own, of: notes, commit)
    lines += own
    before = commit
  }

  private mutating func checkHead(of notes: NotesCommit, _ commit: Commit) {
    if commit.parents.count > 1 { report(.history, commit, "it has more than one parent") }
    switch notes.signature {
    case .unknownKey(let fingerprint):
      let time = commit.committer.time
      // The controller brings what hosts signed: the commit is its word, each line the host's.
      if !reference.isCarried || !judge.may(fingerprint, signAs: .controller, at: time),
        let (kind, reason) = judge.objection(to: fingerprint, at: time)
      {
        report(kind, commit, "it is \(reason)")
      }
    default: report(.signature, commit, "it is \(notes.signature)")
    }
    if let before, commit.committer.time < before.committer.time {
      report(
        .time, commit,
        "it is of \(commit.committer.time), and the one before it of \(before.committer.time)")
    }
  }

  /// An object may have one note, at one place of the tree; returns those that have two.
  private mutating func checkPlaces(
    _ notes: NotesCommit, _ commit: Commit, _ repository: borrowing Repository
  ) throws(GitError) -> Set<CommitID> {
    for about in notes.lifted {
      annotated.remove(about)
      lifted.insert(about)
    }
    let unknown = Set(notes.placed.filter { !annotated.contains($0) && !lifted.contains($0) })
    let old = unknown.isEmpty ? [:] : try NotesTree.notes(of: unknown, in: base, repository)
    var doubled: Set<CommitID> = []
    for about in notes.placed
    where !annotated.insert(about).inserted || old[about] != nil {
      doubled.insert(about)
      report(.duplicate, commit, "commit \(about.short) has two notes in its tree")
    }
    return doubled
  }

  private mutating func checkLines(
    _ lines: [SignedLine], of notes: NotesCommit, _ commit: Commit
  ) {
    let sequence = position.sequence
    // What is brought later was said before, but by one clock, in its order.
    var earliest =
      reference.isCarried
      ? self.lines.last.map { Self.second(of: $0.time) } : before?.committer.time
    var isBroken = false
    for line in lines {
      if !isBroken, line.sequence != position.sequence + 1 || line.previous != position.last {
        isBroken = true
        report(
          .chain, commit,
          line.sequence == position.sequence + 1
            ? "line \(line.sequence) does not name the line before it"
            : "line \(line.sequence) follows line \(position.sequence)")
      }
      position.take(line.leaf, numbered: line.sequence, digest: line.digest)
      if let (kind, reason) = judge.objection(to: line.fingerprint, at: line.time) {
        report(kind, commit, "line \(line.sequence) on \(line.commit.short) is \(reason)")
      }
      let second = Self.second(of: line.time)
      if second > commit.committer.time || earliest.map({ second < $0 }) ?? false {
        report(
          .time, commit,
          "line \(line.sequence) says that it is of \(line.time), which is not between the notes "
            + "commits around it")
      }
      if reference.isCarried { earliest = second }
    }
    let said = notes.position
    guard said != position else { return }
    if !isBroken, !notes.findings.contains(where: { [.line, .removed].contains($0.kind) }) {
      report(
        .root, commit,
        said == nil
          ? "its trailers do not say where the ledger ends"
          : "the root in its trailers is not that of the \(position.sequence) lines up to it")
    }
    // What follows is held against what this one says, so that one break is found once.
    if let said, said.sequence >= sequence { position = said }
  }

  /// Commits know no parts of a second.
  private static func second(of time: Instant) -> Instant {
    Instant(milliseconds: time.milliseconds / 1000 * 1000)
  }

  private mutating func report(
    _ kind: LedgerFinding.Kind, _ commit: Commit, _ reason: String
  ) {
    findings.append(LedgerFinding(kind, inNotes: commit.id, reason))
  }
}
