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

  init() throws { index = try AuditIndexTests() }

  private var fixture: AuditFixture { index.fixture }

  private func order(
    _ kind: StandingOrder.Kind = .suspended, by key: SigningKey? = nil,
    actor: String = "ann@example.com", until: Int? = 900
  ) throws -> StandingOrder {
    let order = StandingOrder(
      kind, of: "web", revision: fixture.commits[1], actor: actor, reason: "an incident",
      time: AuditFixture.time(300), expires: until.map { AuditFixture.time($0) })
    let bytes = SignedOrder.bytes(of: order)
    let armour = try (key ?? fixture.person).sshSignature(of: bytes, namespace: "git")
    return order.signed(SignedOrder(bytes: bytes, armour: armour))
  }

  private func record(_ order: StandingOrder, on number: Int, at seconds: Int = 300) throws {
    try fixture.append(
      [fixture.entry(number, order.carried(to: fixture.commits[number]).statement)],
      at: AuditFixture.time(seconds))
  }

  private func expect(
    _ kind: LedgerFinding.Kind, on number: Int, saying words: String,
    _ location: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let findings = try fixture.verify().findings
    #expect(findings.map(\.kind) == [kind], "\(findings)", sourceLocation: location)
    #expect(findings.first?.place == fixture.commits[number], sourceLocation: location)
    #expect(
      findings.first?.description.contains(words) == true, "\(findings)", sourceLocation: location)
  }

  @Test func `who ordered it, why, until when and with which key is told`() throws {
    let order = try order()
    try record(order, on: 1)
    let checkpoint = try #require(try fixture.verify().checkpoint)
    // Carried to the next commit, also for one who has read the first line before.
    try record(order, on: 2, at: 310)
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
    try record(try order(), on: 1)
    #expect(try fixture.verify(from: checkpoint).findings == [])
    try fixture.git("update-ref", AuditFixture.ledger, AuditFixture.ledger + "~1")
    try record(try order(by: fixture.stranger), on: 1)
    #expect(try fixture.verify(from: checkpoint).findings.map(\.kind) == [.signature])
  }

  @Test func `an order of before there were signatures is valid, and nobody's`() throws {
    try record(try order().unsigned, on: 1)
    let told = try index.ask(.overrides)
    #expect(try index.column("actor", told) == ["ann@example.com"])
    #expect(try index.column("signer", told) == [""])
  }

  @Test func `an order that another one signed, or a machine, is found`() throws {
    try record(try order(by: fixture.stranger), on: 1)
    try expect(.signature, on: 1, saying: "unknown key")
    try fixture.git("update-ref", AuditFixture.ledger, AuditFixture.ledger + "~1")
    try record(try order(by: fixture.host, actor: "host@edge"), on: 1)
    try expect(.signature, on: 1, saying: "unknown key")
    try fixture.git("update-ref", AuditFixture.ledger, AuditFixture.ledger + "~1")
    try record(try order(actor: "bob@example.com"), on: 1)
    try expect(.signature, on: 1, saying: "the order of bob@example.com")
  }

  @Test func `a controller that changes what was signed, or gives it again, is found`() throws {
    let words = try #require(try order().signed)
    let longer = try order(until: 9000).unsigned.signed(words)
    try record(longer, on: 1)
    try expect(.signature, on: 1, saying: "not what was signed")
    try fixture.git("update-ref", AuditFixture.ledger, AuditFixture.ledger + "~1")
    try record(try order(), on: 2)
    try expect(.statement, on: 2, saying: "is not recorded there")
  }

  @Test func `an order that was not followed is a refusal`() throws {
    let refusal = try order(by: fixture.stranger).refusal(
      because: "it is signed by an unknown key", at: AuditFixture.time(301))
    try fixture.append([fixture.entry(1, refusal)], at: AuditFixture.time(301))
    let told = try index.ask(.refusals)
    #expect(try index.column("image", told) == ["web"])
    #expect(try index.column("author", told) == ["ann@example.com"])
    #expect(try index.column("reason", told)[0].contains("unknown key"))
    #expect(try index.ask(.overrides).rows.isEmpty)
  }
}
