import Attestation
import Disk
import HostLink
import Keys
import Vocabulary

/// What this host has signed for one fleet and is not yet safe in that fleet's ledger: a chain of
/// lines, each numbered and naming the one before it.
struct StatementJournal: Sendable {
  private struct Line {
    let text: String
    let digest: Digest

    init(_ text: String) {
      self.text = text
      digest = .sha256(text)
    }
  }

  /// Bytes of lines that the ledger has before the file is written anew without them.
  private static let forgottenBytesMax = 256 << 10

  private let key: SigningKey
  private let bytesMax: Int
  private var file: StatementFile
  /// The number and digest of the line before the first one here.
  private var base: (sequence: Int, last: Digest?)
  private var lines: [Line]
  /// Whether a controller has seen lines of this chain: their numbers stay.
  private var isGiven: Bool
  private var byteCount: Int
  private var forgottenBytes = 0
  /// Records that a full disk has not taken yet.
  private var unwritten: [UInt8] = []
  /// Whether the file holds lines that were signed anew since: it is replaced before it grows.
  private var isOutdated = false
  private var isSafe = false
  /// Statements that were not kept, because too many wait.
  private var missed = 0
  /// Whether the disk has lost statements that the ledger may not have: the next one says so.
  private var isDamaged: Bool
  private var time: Instant

  /// Continues the journal at `path`.
  ///
  /// - Parameter bytesMax: How much of it waits for a controller; what comes then is counted only.
  init(_ path: String, signedBy key: SigningKey, bytesMax: Int) throws(HostAgentError) {
    self.key = key
    self.bytesMax = bytesMax
    var contents = StatementFile.Contents()
    file = try StatementFile(
      path, atMost: 2 * bytesMax + 2 * Self.forgottenBytesMax, into: &contents)
    isDamaged = file.isDamaged
    base = (contents.sequence, contents.last)
    isGiven = contents.isGiven
    lines = contents.lines.map(Line.init)
    byteCount = lines.reduce(0) { $0 + $1.text.utf8.count }
    time = lines.last.flatMap { Self.place(of: $0.text)?.time } ?? Instant(milliseconds: 0)
  }

  private var end: (sequence: Int, last: Digest?) {
    (base.sequence + lines.count, lines.last?.digest ?? base.last)
  }

  /// Signs a statement about a commit and keeps it; returns when a killed agent cannot lose it.
  mutating func append(_ statement: Statement, about commit: CommitID, at now: Instant) {
    guard byteCount < bytesMax else {
      missed += 1
      return
    }
    // A clock that is set back does not make this history run backwards.
    time = max(now, time)
    var told = missed > 0 ? statement.adding("missed", .integer(missed)) : statement
    if isDamaged { told = told.adding("damaged", .boolean(true)) }
    let place = LedgerPlace(
      sequence: end.sequence + 1, previous: end.last, commit: commit, time: time)
    guard let line = line(of: told, place) else { return }
    (missed, isDamaged) = (0, false)
    take(line)
    write()
  }

  private func line(of statement: Statement, _ place: LedgerPlace) -> Line? {
    (try? key.envelope(of: place.adding(to: statement))).map { Line($0.line) }
  }

  private mutating func take(_ line: Line) {
    lines.append(line)
    byteCount += line.text.utf8.count
    unwritten += StatementRecord.line(line.text).bytes
    isSafe = false
  }

  /// Writes what is not written yet; a disk that is full now is tried again the next time.
  private mutating func write() {
    guard isOutdated || !unwritten.isEmpty else { return }
    if isOutdated || file.byteCount == 0 { return rewrite() }
    do throws(DiskError) {
      try file.append(unwritten)
      unwritten = []
    } catch {}
  }

  /// The records before the first line.
  private var head: [UInt8] {
    StatementRecord.base(sequence: base.sequence, last: base.last).bytes
      + (isGiven ? StatementRecord.given.bytes : [])
  }
}

// MARK: - Giving lines away

extension StatementJournal {
  /// Gives the lines behind a place of the ledger, once they are safe here.
  ///
  /// A chain that nobody has seen yet is signed anew behind the end of the ledger: a host whose disk
  /// was replaced goes on where it was.
  mutating func answer(_ question: StatementQuestion) throws(HostLinkError) -> [String] {
    if !isGiven, base.sequence == 0, question.sequence > 0 { follow(question) }
    guard let start = index(after: question) else {
      throw HostLinkError(
        .refused,
        "the ledger of this host ends at line \(question.sequence), and what the host has signed "
          + "and kept is behind line \(base.sequence) up to \(end.sequence) of another history; "
          + "if the host's disk was set back, move its folder of statements away")
    }
    try makeSafe()
    let last = lines.index(start, offsetBy: HostLinkLimits.statementsMax, limitedBy: lines.count)
    var (given, bytes): ([String], Int) = ([], 0)
    for line in lines[start..<(last ?? lines.count)] {
      bytes += line.text.utf8.count
      guard given.isEmpty || bytes <= HostLinkLimits.statementBytesMax else { break }
      given.append(line.text)
    }
    forget(through: question.kept)
    return given
  }

  /// The index of the first line behind a place; `nil` if that is no place of this chain.
  private func index(after question: StatementQuestion) -> Int? {
    let index = question.sequence - base.sequence
    guard (0...lines.count).contains(index),
      (index == 0 ? base.last : lines[index - 1].digest) == question.last
    else { return nil }
    return index
  }

  /// Signs the lines again, behind the place in the question.
  private mutating func follow(_ question: StatementQuestion) {
    let old = lines.map(\.text)
    // The clock of the disk before may have been ahead: the ledger does not run backwards for that.
    var earliest = question.since ?? Instant(milliseconds: 0)
    base = (question.sequence, question.last)
    (lines, byteCount, unwritten) = ([], 0, [])
    isOutdated = true
    for text in old {
      guard let statement = try? Envelope(parsing: text).statement(),
        let place = LedgerPlace(of: statement),
        let line = line(
          of: statement,
          LedgerPlace(
            sequence: end.sequence + 1, previous: end.last, commit: place.commit,
            time: max(place.time, earliest)))
      else { continue }
      earliest = max(place.time, earliest)
      take(line)
    }
    time = max(time, earliest)
    write()
  }

  /// Brings everything onto the disk: what a controller has seen is not said in other words later.
  private mutating func makeSafe() throws(HostLinkError) {
    write()
    guard !isOutdated, unwritten.isEmpty else {
      throw HostLinkError(.refused, "this host's disk takes no more statements; free some space")
    }
    guard !lines.isEmpty, !isSafe else { return }
    do throws(DiskError) {
      if !isGiven { try file.append(StatementRecord.given.bytes) }
      isGiven = true
      try file.synchronize()
      isSafe = true
    } catch {
      throw HostLinkError(.refused, error.description)
    }
  }

  /// Forgets the lines up to a number, and now and then the file forgets them, too.
  private mutating func forget(through sequence: Int) {
    let count = min(sequence - base.sequence, lines.count)
    guard count > 0 else { return }
    let bytes = lines[..<count].reduce(0) { $0 + $1.text.utf8.count }
    base = (base.sequence + count, lines[count - 1].digest)
    lines.removeFirst(count)
    byteCount -= bytes
    forgottenBytes += bytes
    if forgottenBytes > Self.forgottenBytesMax { rewrite() }
  }

  /// Writes the file anew; if that fails the old one is still there.
  private mutating func rewrite() {
    do throws(DiskError) {
      try file.replace(with: lines.reduce(head) { $0 + StatementRecord.line($1.text).bytes })
      (forgottenBytes, unwritten, isOutdated) = (0, [], false)
    } catch {}
  }

  private static func place(of text: String) -> LedgerPlace? {
    (try? Envelope(parsing: text).statement()).flatMap { LedgerPlace(of: $0) }
  }
}
