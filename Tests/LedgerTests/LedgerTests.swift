import Attestation
import Foundation
import GitStore
import Keys
import Ledger
import Testing
import TestSupport
import Vocabulary

@Suite struct LedgerTests {
  let fixture: LedgerFixture

  init() throws { fixture = try LedgerFixture() }

  @Test func `an empty ledger says so`() throws {
    let ledger = fixture.ledger
    #expect(try ledger.tip() == nil)
    #expect(try ledger.read().ordered.isEmpty)
    #expect(try ledger.lines(of: fixture.commits[0]).isEmpty)
    #expect(try ledger.lastSequence() == 0)
    #expect(try ledger.verifyHistory().isEmpty)
    let receipt = try ledger.append(
      [], signedBy: fixture.key, as: LedgerFixture.author, at: LedgerFixture.now)
    #expect(receipt.commit == nil)
    #expect(try ledger.tip() == nil)
  }

  @Test func `lines come back verified and in their order`() throws {
    let first = try fixture.append(0, "one", "two")
    let second = try fixture.append(2, "three")
    let third = try fixture.append(0, "four")
    let contents = try fixture.ledger.read()
    #expect(contents.findings.isEmpty)
    #expect(contents.ordered == first.appended + second.appended + third.appended)
    #expect(contents.ordered.map(\.sequence) == [1, 2, 3, 4])
    #expect(contents.ordered.map(\.previous) == [nil] + contents.ordered.dropLast().map(\.digest))
    #expect(
      contents.ordered.compactMap { $0.statement.predicate["text"]?.string }
        == ["one", "two", "three", "four"])
    #expect(contents.lines[fixture.commits[0]]?.map(\.sequence) == [1, 2, 4])
    #expect(try fixture.ledger.lines(of: fixture.commits[0]).map(\.sequence) == [1, 2, 4])
    #expect(try fixture.ledger.lines(of: fixture.commits[1]).isEmpty)
    #expect(contents.ordered.allSatisfy { $0.signer.name == LedgerFixture.author.email })
    #expect(contents.ordered.allSatisfy { $0.time == LedgerFixture.now })
    #expect(try fixture.ledger.lastSequence() == 4)
    #expect(try fixture.ledger.tip() == third.commit)
    #expect(try fixture.ledger.verifyHistory().isEmpty)
    #expect(try fixture.ledger.verifyHistory(after: second.commit).isEmpty)
  }

  @Test func `a key is recorded once`() throws {
    let first = try fixture.append(0, "one", key: "build/web")
    let again = try fixture.append(0, "one", key: "build/web")
    #expect(again.commit == nil)
    #expect(again.appended.isEmpty)
    #expect(again.skipped.map(\.key) == ["build/web"])
    #expect(try fixture.ledger.tip() == first.commit)
    let mixed = try fixture.append(0, "one", "two", key: "build/app")
    #expect(mixed.appended.count == 1)
    #expect(mixed.skipped.count == 1)
    #expect(try fixture.append(1, "one", key: "build/web").appended.count == 1)
    #expect(try fixture.ledger.contains(key: "build/web", on: fixture.commits[1]))
    #expect(try !fixture.ledger.contains(key: "build/x", on: fixture.commits[1]))
  }

  @Test func `a forged line cannot keep a true one out`() throws {
    let stranger = SigningKey()
    let line = try stranger.envelope(of: fixture.entry(0, "forged", key: "build/web").statement)
    try fixture.git("notes", "--ref=merlon/ledger", "add", "-m", line.line, fixture.commits[0].hex)
    let receipt = try fixture.append(0, "true", key: "build/web")
    #expect(receipt.appended.count == 1)
    let contents = try fixture.ledger.read()
    #expect(contents.findings.map(\.kind) == [.line])
    #expect(contents.ordered.map(\.sequence) == [1])
  }

  @Test func `refuses a key that is not among the signers`() throws {
    #expect(throws: LedgerError.self) {
      try fixture.ledger.append(
        [fixture.entry(0, "one")], signedBy: SigningKey(), as: LedgerFixture.author,
        at: LedgerFixture.now)
    }
    #expect(try fixture.ledger.tip() == nil)
  }

  @Test func `a clock that was set back does not turn the history around`() throws {
    try fixture.append(0, "one")
    _ = try fixture.ledger.append(
      [fixture.entry(0, "two")], signedBy: fixture.key, as: LedgerFixture.author,
      at: Instant(milliseconds: LedgerFixture.now.milliseconds - 60_000))
    #expect(try fixture.ledger.verifyHistory().isEmpty)
  }

  @Test func `each host has a ledger of its own`() throws {
    let host = Ledger(
      repositoryAt: fixture.repository, reference: .host("edge-1"),
      signers: fixture.signers)
    _ = try host.append(
      [fixture.entry(0, "here")], signedBy: fixture.key, as: LedgerFixture.author,
      at: LedgerFixture.now)
    #expect(try fixture.ledger.tip() == nil)
    #expect(try host.lastSequence() == 1)
    #expect(
      try fixture.git("for-each-ref", "--format=%(refname)", "refs/notes")
        == "refs/notes/merlon/hosts/edge-1")
  }

  @Test func `errors name the repository and the reference`() throws {
    let ledger = Ledger(repositoryAt: fixture.path + "/none", signers: fixture.signers)
    do throws(LedgerError) {
      _ = try ledger.read()
      Issue.record("not refused")
    } catch {
      #expect(error.description.contains(fixture.path + "/none"))
    }
  }
}
