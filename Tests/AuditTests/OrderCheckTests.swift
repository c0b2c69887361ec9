import Attestation
import Audit
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// What a controller may not make of the orders of people.
@Suite struct OrderCheckTests {
  let fixture: AuditFixture

  init() throws { fixture = try AuditFixture(commits: 5) }

  private func refuse(_ order: StandingOrder, on number: Int) throws {
    let refusal = order.carried(to: fixture.commits[number])
      .refusal(because: "of a test", at: AuditFixture.time(310))
    try fixture.append([fixture.entry(number, refusal)], at: AuditFixture.time(310))
  }

  /// The findings of a run from the beginning, which are those of one that read older lines before.
  private func expect(
    _ kind: LedgerFinding.Kind, on number: Int, saying words: String, from checkpoint: Checkpoint,
    _ location: Testing.SourceLocation = #_sourceLocation
  ) throws {
    try fixture.expect(kind, on: number, saying: words, location)
    try fixture.expect(kind, on: number, saying: words, from: checkpoint, location)
  }

  // MARK: - What stands

  @Test func `an order that stands is carried from commit to commit`() throws {
    let order = try fixture.order()
    for number in 1...3 { try fixture.record(order, on: number) }
    #expect(try fixture.verify().findings == [])
  }

  @Test func `an order that was not given where it says is found`() throws {
    let checkpoint = try #require(try fixture.verify().checkpoint)
    try fixture.record(fixture.order(), on: 2)
    try expect(.statement, on: 2, saying: "did not stand", from: checkpoint)
  }

  @Test func `an order that somebody ended is not given again`() throws {
    let order = try fixture.order()
    try fixture.record(order, on: 1)
    try fixture.record(order, on: 2)
    try fixture.append(
      [fixture.entry(2, try resumption(on: 2).statement)], at: AuditFixture.time(320))
    let checkpoint = try #require(try fixture.verify().checkpoint)
    try fixture.record(order, on: 3, at: 330)
    try expect(.statement, on: 3, saying: "did not stand any more", from: checkpoint)
    // Nor on the commit that it was ended on.
    try fixture.git("update-ref", AuditFixture.ledger, AuditFixture.ledger + "~1")
    try fixture.record(order, on: 2, at: 331)
    try expect(.statement, on: 2, saying: "is there twice", from: checkpoint)
  }

  @Test func `an end that was refused ends nothing`() throws {
    let order = try fixture.order()
    try fixture.record(order, on: 1)
    let end = try fixture.order(.resumed, at: 305, until: nil)
    try fixture.record(end, on: 1, at: 305)
    try refuse(end, on: 1)
    try fixture.record(order, on: 2, at: 311)
    #expect(try fixture.verify().findings == [])
  }

  @Test func `the end of an order is not carried, or it would end another one`() throws {
    try fixture.record(fixture.order(), on: 1)
    let end = try fixture.order(.resumed, at: 305, until: nil)
    try fixture.record(end, on: 1, at: 305)
    let checkpoint = try #require(try fixture.verify().checkpoint)
    try fixture.record(end, on: 2, at: 306)
    try expect(.statement, on: 2, saying: "did not stand any more", from: checkpoint)
  }

  @Test func `an order that a commit was not under comes back on none`() throws {
    let order = try fixture.order()
    try fixture.record(order, on: 1)
    let checkpoint = try #require(try fixture.verify().checkpoint)
    try fixture.record(order, on: 4)
    try expect(.statement, on: 4, saying: "did not stand any more", from: checkpoint)
  }

  @Test func `what was ordered about a version ends with it`() throws {
    let order = try fixture.order(.paused, until: nil)
    try fixture.record(order, on: 1)
    let checkpoint = try #require(try fixture.verify().checkpoint)
    try fixture.record(order, on: 2)
    try expect(.statement, on: 2, saying: "did not stand any more", from: checkpoint)
  }

  private func resumption(on number: Int) throws -> StandingOrder {
    let order = StandingOrder(
      .resumed, of: nil, revision: fixture.commits[number], actor: "ann@example.com",
      reason: "it is over", time: AuditFixture.time(320))
    let bytes = SignedOrder.bytes(of: order)
    return order.signed(
      SignedOrder(
        bytes: bytes, armour: try fixture.person.sshSignature(of: bytes, namespace: "git")))
  }

  // MARK: - Who may give it

  @Test func `an order about an image of somebody else is found unless it was refused`() throws {
    let bob = SigningKey()
    let fixture = try AuditFixture(
      others: [AllowedSigner(principals: ["bob@example.com"], key: bob.publicKey)],
      signing: "{threshold: 1, owners: [{paths: [dns.yaml], signers: [bob@example.com]}]}")
    let order = try fixture.order(by: bob, actor: "bob@example.com")
    try fixture.record(order, on: 1)
    try fixture.expect(.verdict, on: 1, saying: "bob@example.com may not change web.yaml")
    let refusal = order.refusal(because: "of a test", at: AuditFixture.time(310))
    try fixture.append([fixture.entry(1, refusal)], at: AuditFixture.time(310))
    #expect(try fixture.verify().findings == [])
    try fixture.record(fixture.order(at: 311), on: 1, at: 311)
    #expect(try fixture.verify().findings == [], "ann may change every file")
  }

  @Test func `the owner of an image orders what becomes of it`() throws {
    let bob = SigningKey()
    let fixture = try AuditFixture(
      others: [AllowedSigner(principals: ["bob@example.com"], key: bob.publicKey)],
      signing: "{threshold: 1, owners: [{paths: [web.yaml], signers: [bob@example.com]}]}")
    try fixture.record(fixture.order(by: bob, actor: "bob@example.com"), on: 1)
    #expect(try fixture.verify().findings == [])
    try fixture.record(fixture.order(of: nil, by: bob, actor: "bob@example.com"), on: 1)
    try fixture.expect(.verdict, on: 1, saying: "may not change all images")
  }

  @Test func `an order that came too late, or has no end, is found`() throws {
    let day = Int(Limits.orderSecondsMax)
    try fixture.record(fixture.order(until: 200_000), on: 1, at: 300 + day + 1)
    try fixture.expect(.verdict, on: 1, saying: "and came at")
    try fixture.git("update-ref", AuditFixture.ledger, AuditFixture.ledger + "~1")
    try fixture.record(fixture.order(until: nil), on: 1)
    try fixture.expect(.verdict, on: 1, saying: "a suspension ends")
  }
}
