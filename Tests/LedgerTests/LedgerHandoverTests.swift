import Attestation
import Foundation
import GitStore
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// A ledger whose writer gets another key.
@Suite struct LedgerHandoverTests {
  let fixture: LedgerFixture
  let successor = SigningKey()

  init() throws {
    fixture = try LedgerFixture(commits: 4)
    try fixture.append(0, "first", key: "verdict")
    try fixture.append(1, "second", key: "verdict")
  }

  private var ledger: Ledger { fixture.ledger(of: [(since: 2, key: successor)]) }

  @discardableResult
  private func append(_ index: Int, _ text: String, key: String? = nil) throws -> LedgerReceipt {
    try ledger.append(
      [fixture.entry(index, text, key: key)], signedBy: successor, as: LedgerFixture.author,
      at: LedgerFixture.now)
  }

  @Test func `numbers and chain go on, and what the former key signed counts`() throws {
    #expect(try ledger.lines(of: fixture.commits[1]).map(\.key) == ["verdict"])
    #expect(try append(2, "third").appended.map(\.sequence) == [3])
    #expect(try append(1, "again", key: "verdict").appended.isEmpty)
    #expect(try ledger.contains(key: "verdict", on: fixture.commits[0]))
    #expect(try ledger.lastSequence() == 3)
  }

  @Test func `all of it is read, without a finding, and what came late is one`() throws {
    try append(2, "third")
    let contents = try ledger.read()
    #expect(contents.ordered.map(\.sequence) == [1, 2, 3] && contents.findings.isEmpty)
    try fixture.append(1, "late", key: "late")
    let late = try ledger.read()
    #expect(late.ordered.map(\.sequence) == [1, 2, 3])
    #expect(
      late.findings.contains { $0.description.contains("does not count") }, "\(late.findings)")
  }

  @Test func `what was found signed once is not looked at again`() throws {
    let fixture = try LedgerFixture(commits: 4)
    let first = try #require(try fixture.append(0, "first", key: "verdict").commit).hex
    try fixture.append(1, "second", key: "verdict")
    // Objects in files of their own, of which one can be taken away.
    let objects = fixture.repository + "/.git/objects"
    var packs: [Data] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: objects + "/pack") {
      let path = "\(objects)/pack/\(name)"
      if name.hasSuffix(".pack") { packs.append(try Data(contentsOf: URL(filePath: path))) }
      try FileManager.default.removeItem(atPath: path)
    }
    for pack in packs { try fixture.git("unpack-objects", "-q", input: pack) }
    let ledger = fixture.ledger(of: [(since: 2, key: successor)])
    for index in 1...3 {
      // Nobody can read the first commit any more, and nobody has to.
      if index == 2 {
        try FileManager.default.removeItem(
          atPath: "\(objects)/\(first.prefix(2))/\(first.dropFirst(2))")
      }
      #expect(try ledger.contains(key: "verdict", on: fixture.commits[1]))
      _ = try ledger.append(
        [fixture.entry(index == 1 ? 2 : 3, "line \(index)")], signedBy: successor,
        as: LedgerFixture.author, at: LedgerFixture.now)
    }
    #expect(try !ledger.verifyHistory().isEmpty)
  }

  @Test func `without the history of keys it would begin anew`() throws {
    let blind = Ledger(repositoryAt: fixture.repository, signers: ledger.signers)
    #expect(try blind.lastSequence() == 0)
    #expect(try blind.lines(of: fixture.commits[1]).isEmpty)
  }

  @Test func `what the former key signs after the handover does not count`() throws {
    try append(2, "third")
    try fixture.append(1, "late", key: "late")
    #expect(try !ledger.contains(key: "late", on: fixture.commits[1]))
    #expect(try ledger.contains(key: "verdict", on: fixture.commits[1]))
    // Nor does the successor go on from there.
    #expect(try append(3, "fourth").appended.map(\.sequence) == [4])
  }

  /// A notes commit of the former key's, behind the newest, with the tree that it would have without
  /// what came since the former key's last one.
  private func setBack() throws {
    let reference = ledger.reference.name
    let tip = try #require(try ledger.tip())
    let old = try fixture.git("rev-list", "--max-parents=1", "--skip=1", "-1", tip.hex)
    try fixture.git("update-ref", reference, old)
    let late = try #require(try fixture.append(1, "late", key: "late").commit)
    var batch = try ObjectBatch(repositoryAt: fixture.repository)
    let commit = try batch.repository.commit(late)
    let draft = CommitDraft(
      tree: commit.tree, parents: [tip],
      author: GitSignature(name: "m", email: "m@example.com", time: LedgerFixture.now),
      message: commit.message)
    let armour = try fixture.key.sshSignature(
      of: draft.signedBytes, namespace: SSHSignature.gitNamespace)
    let id = try batch.write(commit: draft.signed(armour))
    try batch.flush()
    try fixture.git("update-ref", reference, id.hex)
  }

  @Test func `a retired key that drops what retired it is still retired`() throws {
    try append(2, "third")
    try setBack()
    #expect(try !ledger.contains(key: "late", on: fixture.commits[1]))
    #expect(try ledger.contains(key: "verdict", on: fixture.commits[1]))
    let contents = try ledger.read()
    #expect(contents.ordered.allSatisfy { $0.sequence < 3 } && !contents.findings.isEmpty)
  }

  @Test func `nor does the one before the last key count again`() throws {
    try append(2, "third")
    try setBack()
    let third = SigningKey()
    let last = fixture.ledger(of: [(since: 2, key: successor), (since: 3, key: third)])
    #expect(try !last.contains(key: "late", on: fixture.commits[1]))
    #expect(try last.contains(key: "verdict", on: fixture.commits[1]))
  }

  @Test func `a key that was never the writer's counts at no position`() throws {
    let line = try SigningKey().envelope(of: fixture.entry(1, "strange", key: "strange").statement)
    try fixture.git(
      "notes", "--ref=merlon/ledger", "append", "-m", line.line, fixture.commits[1].hex)
    #expect(try !ledger.contains(key: "strange", on: fixture.commits[1]))
  }

  @Test func `keys may change more than once`() throws {
    try append(2, "third", key: "verdict")
    let third = SigningKey()
    let last = fixture.ledger(of: [(since: 2, key: successor), (since: 3, key: third)])
    for index in 0..<3 {
      #expect(try last.contains(key: "verdict", on: fixture.commits[index]))
    }
    #expect(try last.lastSequence() == 3)
  }
}
