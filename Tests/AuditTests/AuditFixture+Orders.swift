import Attestation
import Audit
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

extension AuditFixture {
  /// An order of a person about the second commit, or another one, signed.
  func order(
    _ kind: StandingOrder.Kind = .suspended, of image: ImageName? = "web", on number: Int = 1,
    by key: SigningKey? = nil, actor: String = "ann@example.com", at seconds: Int = 150,
    until: Int? = 900, to target: Int? = nil
  ) throws -> StandingOrder {
    let order = StandingOrder(
      kind, of: image, revision: commits[number], actor: actor, reason: "an incident",
      time: Self.time(seconds), expires: until.map(Self.time), target: target.map { commits[$0] })
    let bytes = SignedOrder.bytes(of: order)
    let armour = try (key ?? person).sshSignature(of: bytes, namespace: "git")
    return order.signed(SignedOrder(bytes: bytes, armour: armour))
  }

  /// Records an order on a commit, to which it may be carried.
  func record(_ order: StandingOrder, on number: Int, at seconds: Int = 150) throws {
    try append(
      [entry(number, order.carried(to: commits[number]).statement)], at: Self.time(seconds))
  }

  /// Records that a controller does not follow an order.
  func refuse(_ order: StandingOrder, on number: Int, at seconds: Int = 150) throws {
    let refusal = order.carried(to: commits[number])
      .refusal(because: "of a test", at: Self.time(seconds))
    try append([entry(number, refusal)], at: Self.time(seconds))
  }

  /// Takes the newest notes commit of the controller back.
  func takeBack() throws { try git("update-ref", Self.ledger, Self.ledger + "~1") }

  /// Expects one finding.
  func expect(
    _ kind: LedgerFinding.Kind, on number: Int, saying words: String,
    from checkpoint: Checkpoint? = nil, _ location: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let findings = try verify(from: checkpoint).findings
    #expect(findings.map(\.kind) == [kind], "\(findings)", sourceLocation: location)
    #expect(findings.first?.place == commits[number], sourceLocation: location)
    #expect(
      findings.first?.description.contains(words) == true, "\(findings)", sourceLocation: location)
  }
}
