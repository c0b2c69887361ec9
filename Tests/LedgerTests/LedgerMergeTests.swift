import Attestation
import Foundation
import GitStore
import Ledger
import TestSupport
import Testing
import Vocabulary

/// Two clones of one ledger that both went on.
@Suite struct LedgerMergeTests {
  let fixture: LedgerFixture
  private let name = "refs/notes/merlon/ledger"

  init() throws { fixture = try LedgerFixture(commits: 4) }

  private func tip() throws -> CommitID { try #require(try fixture.ledger.tip()) }

  private func set(_ id: CommitID) throws { try fixture.git("update-ref", name, id.hex) }

  private func merge(_ other: CommitID) throws -> LedgerMerge {
    try fixture.ledger.merge(
      other, signedBy: fixture.key, as: LedgerFixture.author, at: LedgerFixture.now)
  }

  private func expectWhole(_ texts: Set<String>) throws {
    let contents = try fixture.ledger.read()
    #expect(contents.findings.isEmpty, "\(contents.findings)")
    let found = contents.ordered.compactMap { $0.statement.predicate["text"]?.string }
    #expect(found.count == texts.count)
    #expect(Set(found) == texts)
    #expect(try fixture.ledger.verifyHistory().isEmpty)
  }

  @Test func `what is older brings nothing, what is newer is taken over`() throws {
    try fixture.append(0, "one")
    let old = try tip()
    try fixture.append(1, "two")
    let new = try tip()
    #expect(try merge(old) == .nothingNew)
    #expect(try merge(new) == .nothingNew)
    try set(old)
    #expect(try merge(new) == .forwarded)
    #expect(try tip() == new)
    try fixture.git("update-ref", "-d", name)
    #expect(try merge(new) == .forwarded)
    try expectWhole(["one", "two"])
  }

  @Test(arguments: Seeds.first(4))
  func `where both went on every line is there once`(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    try fixture.append(0, "base")
    let base = try tip()
    var texts: Set<String> = ["base"]
    var tips: [CommitID] = []
    for side in ["theirs", "ours"] {
      try set(base)
      for number in 0..<Int.random(in: 1...5, using: &random) {
        let text = "\(side) \(number)"
        try fixture.append(Int.random(in: 0..<4, using: &random), text)
        texts.insert(text)
      }
      tips.append(try tip())
    }
    guard case .rebased(let lines) = try merge(tips[0]) else {
      Issue.record("nothing was rebased")
      return
    }
    #expect(lines == texts.count { $0.hasPrefix("ours") })
    try expectWhole(texts)
    #expect(try merge(tips[0]) == .nothingNew)
  }

  @Test func `what another key has written is not taken over`() throws {
    try fixture.append(0, "one")
    let good = try tip()
    try fixture.git("notes", "--ref=merlon/ledger", "append", "-m", "x", fixture.commits[0].hex)
    let forged = try tip()
    try set(good)
    #expect(throws: LedgerError.self) { try merge(forged) }
    #expect(try tip() == good)
    try fixture.git("update-ref", "-d", name)
    #expect(throws: LedgerError.self) { try merge(forged) }
  }
}
