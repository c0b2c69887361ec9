import Attestation
import TestSupport
import Testing
import Vocabulary

@Suite struct StandingOrderTests {
  private let commit = CommitID(bytes: Array(repeating: 1, count: 20))

  @Test(arguments: StandingOrder.Kind.allCases, [nil, "web"] as [ImageName?])
  func `an order is read as it was written`(kind: StandingOrder.Kind, image: ImageName?) throws {
    let order = StandingOrder(
      kind, of: image, revision: commit, actor: "ada@example.com", reason: "because\n\"x\"",
      time: Instant(milliseconds: 1_000), expires: image.map { _ in Instant(milliseconds: 2_000) },
      digest: image.map { _ in Digest(bytes: Array(repeating: 9, count: 32)) },
      target: image.map { _ in commit })
    #expect(StandingOrder(order.statement) == order)
    #expect(DeploymentEvent(order.statement) == nil)
  }

  @Test func `what a person signed stays as it is on the commits that follow`() throws {
    let order = StandingOrder(
      .undone, of: "web", revision: commit, actor: "ada@example.com", reason: "because",
      time: Instant(milliseconds: 1_234), expires: Instant(milliseconds: 2_000), target: commit)
    let signed = order.signed(SignedOrder(bytes: SignedOrder.bytes(of: order), armour: "armour"))
    #expect(StandingOrder(signed.statement) == signed)
    #expect(signed.unsigned == order && signed.isAsSigned && !order.isAsSigned)
    #expect(SignedOrder.bytes(of: signed) == SignedOrder.bytes(of: order))
    let next = CommitID(bytes: Array(repeating: 2, count: 20))
    let carried = try #require(StandingOrder(signed.carried(to: next).statement))
    #expect(carried.isAsSigned && carried.signed?.order == order && carried.revision == next)
    let refusal = try #require(FleetEvent(signed.refusal(because: "x", at: order.time)))
    #expect(refusal.kind == .orderRefused && refusal.detail.contains("undone web"))
    #expect(StandingOrder(refusal) == nil)
    for bytes in [[], Array("{}".utf8), Array("tree 1".utf8)] {
      #expect(!order.signed(SignedOrder(bytes: bytes, armour: "")).isAsSigned)
    }
  }

  @Test func `what is not one is not read as one`() {
    let order = StandingOrder(
      .paused, of: "web", revision: commit, actor: "a", reason: "", time: Instant(milliseconds: 0))
    let names: JSON = .object(["images": .array([.string("Not A Name")])])
    for (key, value) in [
      ("details", names), ("details", .object(["images": .array([])])),
      ("event", .string("nonsense")), ("event", .string("transitioned")), ("time", .integer(3)),
    ] {
      #expect(StandingOrder(order.statement.adding(key, value)) == nil, "\(key)")
    }
  }
}
