import Attestation
import Audit
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// Orders of people under their own signatures, as an auditor reads them.
@Suite struct OrderSignatureTests {
  let index: AuditIndexTests

  init() throws { index = AuditIndexTests(try AuditFixture(inForce: 2)) }

  private var fixture: AuditFixture { index.fixture }

  @Test func `who ordered it, why, until when and with which key is told`() throws {
    let order = try fixture.order()
    try fixture.record(order, on: 1)
    let checkpoint = try #require(try fixture.verify().checkpoint)
    // Carried to the next commit, also for one who has read the first line before.
    try fixture.enforce(2)
    try fixture.record(order, on: 2, at: 210)
    #expect(try fixture.verify(from: checkpoint).findings == [])
    let told = try index.ask(.overrides)
    #expect(try index.column("actor", told) == ["ann@example.com"])
    #expect(try index.column("signer", told) == ["ann@example.com"])
    #expect(try index.column("detail", told) == ["an incident"])
    #expect(try index.column("until", told) == [AuditFixture.time(900).description])
    let keys = try index.ask(.keys)
    let found = zip(try index.column("where", keys), try index.column("key", keys))
    #expect(found.contains { $0 == ("orders", fixture.person.fingerprint) }, "\(keys.rows)")
  }

  @Test func `an order on a commit from before the checkpoint is judged as of that one`() throws {
    let checkpoint = try #require(try fixture.verify().checkpoint)
    try fixture.record(try fixture.order(), on: 1)
    #expect(try fixture.verify(from: checkpoint).findings == [])
    try fixture.takeBack()
    try fixture.record(try fixture.order(by: fixture.stranger), on: 1)
    #expect(try fixture.verify(from: checkpoint).findings.map(\.kind) == [.signature])
  }

  @Test func `an order that nobody signed is nobody's, and found where people sign`() throws {
    let order = try fixture.order().unsigned
    try fixture.record(order, on: 1)
    try fixture.expect(.verdict, on: 1, saying: "nobody has signed it")
    try fixture.refuse(order, on: 1)
    let told = try index.ask(.overrides)
    #expect(try index.column("actor", told) == ["ann@example.com"])
    #expect(try index.column("signer", told) == [""])
  }

  @Test func `an order that another one signed, or a machine, is found`() throws {
    try fixture.record(try fixture.order(by: fixture.stranger), on: 1)
    try fixture.expect(.signature, on: 1, saying: "unknown key")
    try fixture.takeBack()
    try fixture.record(try fixture.order(by: fixture.host, actor: "host@edge"), on: 1)
    try fixture.expect(.signature, on: 1, saying: "unknown key")
    try fixture.takeBack()
    try fixture.record(try fixture.order(actor: "bob@example.com"), on: 1)
    try fixture.expect(.signature, on: 1, saying: "the order of bob@example.com")
  }

  @Test func `a controller that changes what was signed is found`() throws {
    let words = try #require(try fixture.order().signed)
    try fixture.record(fixture.order(until: 9000).unsigned.signed(words), on: 1)
    try fixture.expect(.signature, on: 1, saying: "not what was signed")
  }

  @Test func `an order that was not followed is a refusal`() throws {
    let refusal = try fixture.order(by: fixture.stranger).refusal(
      because: "it is signed by an unknown key", at: AuditFixture.time(151))
    try fixture.append([fixture.entry(1, refusal)], at: AuditFixture.time(151))
    let told = try index.ask(.refusals)
    #expect(try index.column("image", told) == ["web"])
    #expect(try index.column("author", told) == ["ann@example.com"])
    #expect(try index.column("reason", told)[0].contains("unknown key"))
    #expect(try index.ask(.overrides).rows.isEmpty)
  }
}
