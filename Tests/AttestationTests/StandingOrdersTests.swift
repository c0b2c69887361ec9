import Attestation
import TestSupport
import Testing
import Vocabulary

@Suite struct StandingOrdersTests {
  private let commit = CommitID(bytes: Array(repeating: 1, count: 20))
  private let newer = CommitID(bytes: Array(repeating: 2, count: 20))
  private let digest = Digest(bytes: Array(repeating: 3, count: 32))

  private func order(
    _ kind: StandingOrder.Kind, of image: ImageName? = "web", at time: Int64 = 0,
    until expiry: Int64? = nil
  ) -> StandingOrder {
    StandingOrder(
      kind, of: image, revision: commit, actor: "ada", reason: "because",
      time: Instant(milliseconds: time), expires: expiry.map { Instant(milliseconds: $0) },
      digest: kind == .quarantined ? digest : nil, target: kind == .undone ? newer : nil)
  }

  private func orders(_ given: StandingOrder...) -> StandingOrders {
    var orders = StandingOrders()
    for order in given { orders.take(order) }
    return orders
  }

  private let now = Instant(milliseconds: 10)

  @Test func `a suspension holds until it is resumed or has expired`() {
    #expect(orders(order(.suspended)).isHeld("web", at: now))
    #expect(!orders(order(.suspended)).isHeld("dns", at: now))
    #expect(!orders(order(.suspended), order(.resumed)).isHeld("web", at: now))
    #expect(!orders(order(.suspended, until: 10)).isHeld("web", at: now))
    #expect(orders(order(.suspended, until: 11)).nextExpiry(after: now)?.milliseconds == 11)
  }

  @Test func `all means every image, whatever was asked before`() {
    #expect(orders(order(.suspended, of: nil)).isHeld("dns", at: now))
    let resumed = orders(order(.suspended), order(.suspended, of: nil), order(.resumed, of: nil))
    #expect(!resumed.isHeld("web", at: now) && !resumed.isHeld("dns", at: now))
  }

  @Test func `a restart ends what was ordered about the version, not a suspension`() {
    let restarted = orders(
      order(.suspended), order(.undone), order(.quarantined), order(.paused),
      order(.restarted, at: 7))
    #expect(restarted.isHeld("web", at: now) && restarted.undo(of: "web") == nil)
    #expect(restarted.refusal(of: digest, for: "web") == nil)
    #expect(restarted.generation(of: "web") == 7)
  }

  @Test func `a restart of all is newer than that of one, and the other way round`() {
    let all = orders(
      order(.restarted, at: 3), order(.quarantined), order(.restarted, of: nil, at: 5))
    #expect(all.generation(of: "web") == 5 && all.generation(of: "dns") == 5)
    #expect(all.refusal(of: digest, for: "web") == nil)
    let one = orders(order(.restarted, of: nil, at: 5), order(.restarted, at: 7))
    #expect(one.generation(of: "web") == 7 && one.generation(of: "dns") == 5)
  }

  @Test func `a commit that changes an image makes void what was about its version`() {
    let given = orders(
      order(.suspended, until: 99), order(.paused), order(.undone), order(.quarantined),
      order(.suspended, of: nil, until: 5))
    let kept = given.carried(to: newer, changing: ["dns"], at: now)
    #expect(kept.map(\.kind) == [.suspended, .paused, .undone, .quarantined])
    #expect(kept.allSatisfy { $0.revision == newer })
    let changed = given.carried(to: newer, changing: ["web"], at: now)
    #expect(changed.map(\.kind) == [.suspended])
    var again = StandingOrders()
    for order in kept { again.take(order) }
    #expect(again.undo(of: "web") == newer && again.refusal(of: digest, for: "web") == "because")
  }

  @Test func `a restart keeps what was ordered after it, also on the next commit`() {
    let given = orders(
      order(.paused), order(.restarted, at: 7), order(.undone), order(.paused, at: 8))
    var again = StandingOrders()
    for order in given.carried(to: newer, changing: [], at: now) { again.take(order) }
    #expect(again.isHeld("web", at: now) && again.undo(of: "web") == newer)
    #expect(again.generation(of: "web") == 7)
  }

  @Test(arguments: Seeds.first(64))
  func `what is carried is what stood`(seed: UInt64) {
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    var given = StandingOrders()
    for time in 0..<Int64.random(in: 1...12, using: &random) {
      let image: ImageName? = ["web", "dns", nil].randomElement(using: &random) ?? nil
      let kind = StandingOrder.Kind.allCases.randomElement(using: &random) ?? .suspended
      given.take(order(kind, of: image, at: time))
    }
    let standing = given.carried(to: newer, changing: [], at: now)
    var again = StandingOrders()
    for order in standing { again.take(order) }
    #expect(again.carried(to: newer, changing: [], at: now) == standing)
  }
}
