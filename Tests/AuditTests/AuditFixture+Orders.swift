import Attestation
import Audit
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

extension AuditFixture {
  /// An order of a person about the second commit, signed.
  func order(
    _ kind: StandingOrder.Kind = .suspended, of image: ImageName? = "web",
    by key: SigningKey? = nil,
    actor: String = "ann@example.com", at seconds: Int = 300, until: Int? = 900
  ) throws -> StandingOrder {
    let order = StandingOrder(
      kind, of: image, revision: commits[1], actor: actor, reason: "an incident",
      time: Self.time(seconds), expires: until.map(Self.time))
    let bytes = SignedOrder.bytes(of: order)
    let armour = try (key ?? person).sshSignature(of: bytes, namespace: "git")
    return order.signed(SignedOrder(bytes: bytes, armour: armour))
  }

  /// Records an order on a commit, to which it may be carried.
  func record(_ order: StandingOrder, on number: Int, at seconds: Int = 300) throws {
    try append(
      [entry(number, order.carried(to: commits[number]).statement)], at: Self.time(seconds))
  }

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
