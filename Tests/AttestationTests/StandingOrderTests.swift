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
