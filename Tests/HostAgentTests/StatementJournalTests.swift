import Attestation
import Foundation
import Glibc
import HostLink
import Keys
import TestSupport
import Testing
import Vocabulary

@testable import HostAgent

/// What a host has signed and its ledger has not: nothing is lost, nothing is said twice.
@Suite struct StatementJournalTests {
  private let key = SigningKey()
  private let folder: String
  private var path: String { folder + "/fleet.lines" }

  init() throws { folder = try AgentWorld.temporaryFolder(inMemory: true) }

  private func journal(bytesMax: Int = 1 << 20) throws -> StatementJournal {
    try StatementJournal(path, signedBy: key, bytesMax: bytesMax)
  }

  private static func statement(_ text: String) -> Statement {
    Statement(
      subjects: [.commit(AgentWorld.revision(1))], predicateType: "https://example.com/test",
      predicate: ["text": .string(text)])
  }

  private static func append(
    _ texts: String..., to journal: inout StatementJournal, at milliseconds: Int64 = 1_000_000
  ) {
    for text in texts {
      journal.append(
        statement(text), about: AgentWorld.revision(1), at: Instant(milliseconds: milliseconds))
    }
  }

  private static func question(
    after line: String? = nil, _ sequence: Int = 0, kept: Int = 0
  ) -> StatementQuestion {
    StatementQuestion(fleet: "fleet", after: sequence, line.map { .sha256($0) }, kept: kept)
  }

  /// Checks that lines are signed and follow each other and the place before them.
  private func expectChain(_ lines: [String], after place: (Int, String?) = (0, nil)) throws {
    var (sequence, last) = (place.0, place.1.map { Digest.sha256($0) })
    let signers = AllowedSigners([AllowedSigner(principals: ["h"], key: key.publicKey)])
    for line in lines {
      let envelope = try Envelope(parsing: line)
      let place = try #require(LedgerPlace(of: envelope.statement()))
      #expect(place.sequence == sequence + 1 && place.previous == last)
      let verdict = SignatureCheck.verify(
        envelope, namespace: "git", at: place.time, signers: signers)
      #expect(verdict.signer != nil)
      (sequence, last) = (place.sequence, .sha256(line))
    }
  }

  @Test func `lines wait until the ledger has them, over starts of the agent`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var first = try journal()
    Self.append("a", "b", "c", to: &first)
    let lines = try first.answer(Self.question())
    try expectChain(lines)
    #expect(lines.count == 3)
    var second = try journal()
    #expect(try second.answer(Self.question()) == lines)
    Self.append("d", to: &second)
    // The controller has two of them, and one is safe elsewhere, too.
    let rest = try second.answer(Self.question(after: lines[1], 2, kept: 1))
    #expect(rest.first == lines[2] && rest.count == 2)
    #expect(try second.answer(Self.question(after: lines[0], 1, kept: 1)).count == 3)
    // What was forgotten is not there any more.
    #expect(throws: HostLinkError.self) { try second.answer(Self.question()) }
    try expectChain(rest, after: (2, lines[1]))
  }

  @Test func `on a new disk, and by an older clock, what is signed follows in time, too`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var journal = try journal()
    Self.append("a", "b", to: &journal, at: 1_000)
    let since = Instant(milliseconds: 5_000_000)
    let lines = try journal.answer(
      StatementQuestion(fleet: "fleet", after: 7, .sha256("seven"), kept: 0, since: since))
    try expectChain(lines, after: (7, "seven"))
    Self.append("c", to: &journal, at: 2_000)
    let rest = try journal.answer(Self.question(after: lines[1], 9))
    let times = try (lines + rest).map { line in
      try #require(LedgerPlace(of: Envelope(parsing: line).statement())).time
    }
    #expect(times == [since, since, since])
  }

  @Test func `a journal torn at every byte keeps whole lines and goes on`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var whole = try journal()
    Self.append("a", "b", "c", to: &whole)
    let lines = try whole.answer(Self.question())
    let bytes = try Data(contentsOf: URL(filePath: path))
    for length in 0...bytes.count {
      try bytes.prefix(length).write(to: URL(filePath: path))
      var torn = try journal()
      Self.append("next", to: &torn)
      let found = try torn.answer(Self.question())
      try expectChain(found)
      #expect(found.dropLast().elementsEqual(lines.prefix(found.count - 1)), "\(length)")
      var again = try journal()
      #expect(try again.answer(Self.question()) == found, "\(length)")
    }
    #expect(!FileManager.default.fileExists(atPath: path + ".damaged"))
  }

  @Test(arguments: Seeds.first(40))
  func `a journal with a changed byte gives only what was signed, and is put aside`(
    seed: UInt64
  ) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var random = SplitMix64(seed: seed)
    var whole = try journal()
    Self.append("a", "b", "c", "d", to: &whole)
    let lines = try whole.answer(Self.question())
    var bytes = try Data(contentsOf: URL(filePath: path))
    let place = Int.random(in: 0..<bytes.count - 2000, using: &random)
    bytes[place] ^= UInt8.random(in: 1...255, using: &random)
    try bytes.write(to: URL(filePath: path))
    var damaged = try journal()
    let found = try damaged.answer(Self.question())
    #expect(lines.starts(with: found) && found.count < lines.count, "seed \(seed)")
    #expect(FileManager.default.fileExists(atPath: path + ".damaged"), "seed \(seed)")
    // Auditors are told once.
    Self.append("next", "last", to: &damaged)
    let told = try damaged.answer(Self.question()).dropFirst(found.count).map {
      try Envelope(parsing: $0).statement().predicate["damaged"]
    }
    #expect(told == [.boolean(true), nil], "seed \(seed)")
  }

  @Test func `a host without a past follows its ledger; one with another past is told`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var fresh = try journal()
    Self.append("a", "b", to: &fresh)
    let lines = try fresh.answer(Self.question(after: "the line before", 7, kept: 7))
    try expectChain(lines, after: (7, "the line before"))
    #expect(lines.count == 2)
    var again = try journal()
    #expect(try again.answer(Self.question(after: "the line before", 7)) == lines)
    for question in [
      Self.question(after: "another line", 7), Self.question(after: "later", 99), Self.question(),
    ] {
      let error = #expect(throws: HostLinkError.self) { try again.answer(question) }
      #expect(error?.code == .refused)
    }
  }

  @Test func `lines signed anew that no disk takes are kept apart from the old ones`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var fresh = try journal()
    Self.append("a", "b", to: &fresh)
    let question = Self.question(after: "the line before", 7)
    try FileManager.default.moveItem(atPath: folder, toPath: folder + ".away")
    #expect(throws: HostLinkError.self) { try fresh.answer(question) }
    try FileManager.default.moveItem(atPath: folder + ".away", toPath: folder)
    Self.append("c", to: &fresh)
    let lines = try fresh.answer(question)
    try expectChain(lines, after: (7, "the line before"))
    #expect(lines.count == 3)
    var again = try journal()
    #expect(try again.answer(question) == lines)
    #expect(!FileManager.default.fileExists(atPath: path + ".damaged"))
  }

  @Test func `what is too much is counted, and the file does not grow for ever`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var journal = try journal(bytesMax: 2000)
    for number in 0..<100 { Self.append("\(number)", to: &journal) }
    var lines = try journal.answer(Self.question())
    #expect((2..<10).contains(lines.count))
    let missed = 100 - lines.count
    var (sequence, last) = (lines.count, try #require(lines.last))
    _ = try journal.answer(Self.question(after: last, sequence, kept: sequence))
    Self.append("told", to: &journal)
    lines = try journal.answer(Self.question(after: last, sequence))
    let statement = try Envelope(parsing: try #require(lines.first)).statement()
    #expect(statement.predicate["missed"]?.integer == missed)
    for _ in 0..<2000 {
      (sequence, last) = (sequence + lines.count, try #require(lines.last))
      _ = try journal.answer(Self.question(after: last, sequence, kept: sequence))
      Self.append("again", to: &journal)
      lines = try journal.answer(Self.question(after: last, sequence, kept: sequence))
    }
    try expectChain(lines, after: (sequence, last))
    let size = try #require(FileManager.default.contents(atPath: path)?.count)
    #expect(size < 512 << 10)
  }

  @Test func `a clock that is set back does not make the history run backwards`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var journal = try journal()
    Self.append("a", to: &journal, at: 5000)
    Self.append("b", to: &journal, at: 2000)
    var next = try self.journal()
    Self.append("c", to: &next, at: 1000)
    let times = try next.answer(Self.question()).map {
      LedgerPlace(of: try Envelope(parsing: $0).statement())?.time.milliseconds
    }
    #expect(times == [5000, 5000, 5000])
  }

  @Test func `an answer is no longer than a message`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var journal = try journal(bytesMax: 64 << 20)
    let long = String(repeating: "x", count: 1 << 20)
    for _ in 0..<6 { Self.append(long, to: &journal) }
    let lines = try journal.answer(Self.question())
    #expect((1..<6).contains(lines.count))
    let last = try #require(lines.last)
    let rest = try journal.answer(Self.question(after: last, lines.count))
    #expect(!rest.isEmpty)
    try expectChain(lines + rest)
  }
}
