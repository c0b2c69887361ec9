import Attestation
import Foundation
import GitStore
import Keys
import Ledger
import Testing
import TestSupport
import Vocabulary

/// Several writers, killed writers, and people with git.
@Suite struct LedgerWritersTests {
  let fixture: LedgerFixture

  init() throws { fixture = try LedgerFixture(commits: 300) }

  @Test func `concurrent writers lose nothing`() async throws {
    let (writers, rounds) = (4, 12)
    let fixture = fixture
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<writers {
        group.addTask {
          for round in 0..<rounds { try fixture.append(round % 3, "\(writer).\(round)") }
        }
      }
      try await group.waitForAll()
    }
    let contents = try fixture.ledger.read()
    #expect(contents.findings.isEmpty)
    #expect(contents.ordered.map(\.sequence) == Array(1...writers * rounds))
    let texts = Set(contents.ordered.compactMap { $0.statement.predicate["text"]?.string })
    #expect(texts.count == writers * rounds)
    #expect(try fixture.ledger.verifyHistory().isEmpty)
  }

  @Test func `a rival that knows no lock of ours loses nothing either`() async throws {
    let fixture = fixture
    async let rival: Void = {
      for number in 0..<10 {
        try fixture.git(
          "notes", "--ref=merlon/ledger", "append", "-m", "rival \(number)",
          fixture.commits[100 + number].hex)
      }
    }()
    for number in 0..<20 { try fixture.append(0, "\(number)") }
    _ = try? await rival
    let contents = try fixture.ledger.read()
    // git's own append has no compare-and-swap, so it may drop a commit of ours: what it leaves
    // must be noticed, and a rival that came first must still be there after our append.
    let receipt = try fixture.append(0, "last")
    #expect(receipt.appended.first?.sequence == (contents.ordered.last?.sequence ?? 0) + 1)
    let after = try fixture.ledger.read()
    #expect(Set(after.ordered).isSuperset(of: contents.ordered))
  }

  @Test(arguments: Seeds.first(3))
  func `many notes, few by us and few by git, keep every line`(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    var expected: [CommitID: Int] = [:]
    for round in 0..<6 {
      let picks = (0..<60).map { _ in Int.random(in: 0..<300, using: &random) }
      let entries = picks.enumerated().map { fixture.entry($1, "\(round).\($0)") }
      _ = try fixture.ledger.append(
        entries, signedBy: fixture.key, as: LedgerFixture.author, at: LedgerFixture.now)
      for pick in picks { expected[fixture.commits[pick], default: 0] += 1 }
      // git spreads the notes again in its own way, and keeps lines by sorting them.
      let stranger = fixture.commits[Int.random(in: 0..<300, using: &random)]
      try fixture.git("notes", "--ref=merlon/ledger", "append", "-m", "a person's", stranger.hex)
    }
    let contents = try fixture.ledger.read()
    #expect(Set(contents.findings.map(\.kind)) == [.line, .signature])
    #expect(contents.lines.mapValues(\.count) == expected)
    #expect(contents.ordered.map(\.sequence) == Array(1...360))
    #expect(try fixture.git("fsck", "--strict") == "")
    for commit in expected.keys.prefix(5) {
      let note = try fixture.git("notes", "--ref=merlon/ledger", "show", commit.hex)
      #expect(note.split(separator: "\n").filter { $0.hasPrefix("{") }.count == expected[commit])
    }
    #expect(try fixture.ledger.verifyHistory().contains { $0.kind == .signature })
  }

  @Test func `a lock that a killed writer left behind is swept, a fresh one is waited for`() throws
  {
    try fixture.append(0, "one")
    let lock = fixture.repository + "/.git/refs/notes/merlon/ledger.lock"
    try Data().write(to: URL(filePath: lock))
    try fixture.append(0, "two")
    #expect(!FileManager.default.fileExists(atPath: lock))
    #expect(try fixture.ledger.lastSequence() == 2)
    let other = fixture.repository + "/.git/refs/heads/main.lock"
    try Data().write(to: URL(filePath: other))
    try fixture.append(0, "three")
    #expect(FileManager.default.fileExists(atPath: other))
  }

  @Test func `refuses a tree in which a commit has two notes`() throws {
    try fixture.append(0, "one")
    let hex = fixture.commits[0].hex
    let blob = try fixture.git(
      "rev-parse", "refs/notes/merlon/ledger:\(hex.prefix(2))/\(hex.dropFirst(2))")
    let folder = try fixture.git("rev-parse", "refs/notes/merlon/ledger:\(hex.prefix(2))")
    let tree = try fixture.git(
      "mktree",
      input: Data("040000 tree \(folder)\t\(hex.prefix(2))\n100644 blob \(blob)\t\(hex)\n".utf8))
    let commit = try fixture.git("commit-tree", "-p", "refs/notes/merlon/ledger", "-m", "x", tree)
    try fixture.git("update-ref", "refs/notes/merlon/ledger", commit)
    #expect(try fixture.ledger.read().findings.contains { $0.kind == .duplicate })
    #expect(throws: LedgerError.self) { try fixture.append(0, "two") }
  }
}
