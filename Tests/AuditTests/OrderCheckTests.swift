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

  init() throws { fixture = try AuditFixture(commits: 5, inForce: 2) }

  /// Expects one finding of a run from the beginning, and of one that read older lines before.
  private func expect(
    _ kind: LedgerFinding.Kind, on number: Int, saying words: String, from checkpoint: Checkpoint,
    _ location: Testing.SourceLocation = #_sourceLocation
  ) throws {
    try fixture.expect(kind, on: number, saying: words, location)
    try fixture.expect(kind, on: number, saying: words, from: checkpoint, location)
  }

  private func checkpoint() throws -> Checkpoint {
    let verification = try fixture.verify()
    #expect(verification.findings == [])
    return try #require(verification.checkpoint)
  }

  // MARK: - What stands

  @Test func `an order that stands is carried from commit to commit`() throws {
    let order = try fixture.order()
    try fixture.record(order, on: 1)
    for number in 2...4 {
      try fixture.enforce(number)
      try fixture.record(order, on: number, at: number * 100 + 10)
    }
    #expect(try fixture.verify().findings == [])
  }

  @Test func `an order that was not given where it says is found`() throws {
    try fixture.enforce(2)
    let checkpoint = try checkpoint()
    try fixture.record(fixture.order(), on: 2, at: 210)
    try expect(.statement, on: 2, saying: "did not stand", from: checkpoint)
  }

  @Test func `an order that somebody ended is not given again`() throws {
    let order = try fixture.order()
    try fixture.record(order, on: 1)
    try fixture.enforce(2)
    try fixture.record(order, on: 2, at: 210)
    try fixture.record(
      fixture.order(.resumed, of: nil, on: 2, at: 220, until: nil), on: 2, at: 220)
    let ended = try checkpoint()
    // Not even on the commit that it was ended on, be its signature written otherwise.
    let words = try #require(order.signed)
    let again = order.signed(SignedOrder(bytes: words.bytes, armour: words.armour + "\n"))
    try fixture.record(again, on: 2, at: 230)
    try expect(.statement, on: 2, saying: "is there twice", from: ended)
    try fixture.takeBack()
    try fixture.enforce(3)
    let next = try checkpoint()
    try fixture.record(order, on: 3, at: 310)
    try expect(.statement, on: 3, saying: "did not stand any more", from: next)
  }

  @Test func `an order that came while its commit was followed by another one stands`() throws {
    try fixture.enforce(2)
    let order = try fixture.order(at: 210)
    try fixture.record(order, on: 1, at: 210)
    try fixture.enforce(3)
    let checkpoint = try checkpoint()
    try fixture.record(order, on: 3, at: 310)
    #expect(try fixture.verify(from: checkpoint).findings == [])
  }

  @Test func `an end that came after the order was carried changes nothing of that`() throws {
    let order = try fixture.order()
    try fixture.record(order, on: 1)
    try fixture.enforce(2)
    try fixture.record(order, on: 2, at: 210)
    try fixture.record(fixture.order(.resumed, at: 220, until: nil), on: 1, at: 220)
    #expect(try fixture.verify().findings == [])
    try fixture.enforce(3)
    let checkpoint = try checkpoint()
    try fixture.record(order, on: 3, at: 310)
    try expect(.statement, on: 3, saying: "did not stand any more", from: checkpoint)
  }

  @Test func `an end that was refused ends nothing`() throws {
    let order = try fixture.order()
    try fixture.record(order, on: 1)
    let end = try fixture.order(.resumed, at: 155, until: nil)
    try fixture.record(end, on: 1, at: 155)
    try fixture.refuse(end, on: 1, at: 156)
    try fixture.enforce(2)
    try fixture.record(order, on: 2, at: 210)
    #expect(try fixture.verify().findings == [])
  }

  @Test func `the end of an order is not carried, or it would end another one`() throws {
    try fixture.record(fixture.order(), on: 1)
    let end = try fixture.order(.resumed, at: 155, until: nil)
    try fixture.record(end, on: 1, at: 155)
    try fixture.enforce(2)
    let checkpoint = try checkpoint()
    try fixture.record(end, on: 2, at: 210)
    try expect(.statement, on: 2, saying: "did not stand any more", from: checkpoint)
  }

  @Test func `an order that a commit was not under comes back on none`() throws {
    let order = try fixture.order()
    try fixture.record(order, on: 1)
    try fixture.enforce(2)
    try fixture.enforce(3)
    let checkpoint = try checkpoint()
    try fixture.record(order, on: 3, at: 310)
    try expect(.statement, on: 3, saying: "did not stand any more", from: checkpoint)
  }

  @Test func `nothing is carried behind what was ordered on the commit itself`() throws {
    let order = try fixture.order()
    try fixture.record(order, on: 1)
    try fixture.enforce(2)
    try fixture.record(fixture.order(.resumed, on: 2, at: 210, until: nil), on: 2, at: 210)
    let checkpoint = try checkpoint()
    try fixture.record(order, on: 2, at: 220)
    try expect(.statement, on: 2, saying: "did not stand any more", from: checkpoint)
  }

  @Test func `what was ordered about a version ends with it`() throws {
    let order = try fixture.order(.paused, until: nil)
    try fixture.record(order, on: 1)
    try fixture.enforce(2)
    let checkpoint = try checkpoint()
    try fixture.record(order, on: 2, at: 210)
    try expect(.statement, on: 2, saying: "did not stand any more", from: checkpoint)
  }

  @Test func `a suspension that has expired is not carried`() throws {
    let order = try fixture.order(until: 180)
    try fixture.record(order, on: 1)
    try fixture.enforce(2)
    let checkpoint = try checkpoint()
    try fixture.record(order, on: 2, at: 210)
    try expect(.statement, on: 2, saying: "did not stand any more", from: checkpoint)
  }

  @Test func `an order on a commit that was not in force is found`() throws {
    try fixture.record(fixture.order(on: 2), on: 2)
    try fixture.expect(.statement, on: 2, saying: "that was not in force")
  }

  // MARK: - Who may give it

  @Test func `an order about an image of somebody else is found unless it was refused`() throws {
    let bob = SigningKey()
    let fixture = try AuditFixture(
      inForce: 2,
      others: [AllowedSigner(principals: ["bob@example.com"], key: bob.publicKey)],
      signing: "{threshold: 1, owners: [{paths: [dns.yaml], signers: [bob@example.com]}]}")
    let order = try fixture.order(by: bob, actor: "bob@example.com")
    try fixture.record(order, on: 1)
    try fixture.expect(.verdict, on: 1, saying: "bob@example.com may not change web.yaml")
    try fixture.refuse(order, on: 1)
    #expect(try fixture.verify().findings == [])
    // Who carries it follows it all the same.
    try fixture.enforce(2)
    try fixture.record(order, on: 2, at: 210)
    #expect(try fixture.verify().findings.map(\.kind) == [.statement], "a refused one stands never")
    try fixture.takeBack()
    try fixture.record(fixture.order(on: 2, at: 220), on: 2, at: 220)
    #expect(try fixture.verify().findings == [], "ann may change every file")
  }

  @Test func `a refusal that came after an order was carried does not hide that`() throws {
    let bob = SigningKey()
    let fixture = try AuditFixture(
      inForce: 2,
      others: [AllowedSigner(principals: ["bob@example.com"], key: bob.publicKey)],
      signing: "{threshold: 1, owners: [{paths: [dns.yaml], signers: [bob@example.com]}]}")
    let order = try fixture.order(by: bob, actor: "bob@example.com")
    try fixture.record(order, on: 1)
    try fixture.enforce(2)
    try fixture.record(order, on: 2, at: 210)
    try fixture.refuse(order, on: 1, at: 220)
    try fixture.expect(.verdict, on: 2, saying: "bob@example.com may not change web.yaml")
  }

  @Test func `the owner of an image orders what becomes of it`() throws {
    let bob = SigningKey()
    let fixture = try AuditFixture(
      inForce: 2,
      others: [AllowedSigner(principals: ["bob@example.com"], key: bob.publicKey)],
      signing: "{threshold: 1, owners: [{paths: [web.yaml], signers: [bob@example.com]}]}")
    try fixture.record(fixture.order(by: bob, actor: "bob@example.com"), on: 1)
    #expect(try fixture.verify().findings == [])
    try fixture.record(fixture.order(of: nil, by: bob, actor: "bob@example.com"), on: 1)
    try fixture.expect(.verdict, on: 1, saying: "may not change all images")
  }

  @Test func `an order that came too late, or has no end, is found`() throws {
    let day = Int(Limits.orderSecondsMax)
    try fixture.record(fixture.order(until: 200_000), on: 1, at: 150 + day + 1)
    try fixture.expect(.verdict, on: 1, saying: "and came at")
    try fixture.takeBack()
    try fixture.record(fixture.order(until: nil), on: 1)
    try fixture.expect(.verdict, on: 1, saying: "a suspension ends")
  }
}
