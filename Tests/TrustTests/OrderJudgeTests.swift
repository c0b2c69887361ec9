import Attestation
import Foundation
import GitStore
import TestSupport
import Testing
import Trust
import Vocabulary

/// Who may give orders beside policy.
@Suite struct OrderJudgeTests {
  private static let tenants =
    "{threshold: 2, owners: [{paths: [tenants/acme/], signers: [tom@acme]}, "
    + "{paths: [tenants/pair/], signers: [tom@acme, tim@acme], threshold: 2}]}"

  private func order(
    _ kind: StandingOrder.Kind, of image: ImageName? = "web", by actor: String, at now: Instant
  ) -> StandingOrder {
    StandingOrder(
      kind, of: image, revision: CommitID(bytes: Array(repeating: 7, count: 20)), actor: actor,
      reason: "an incident", time: now, expires: now)
  }

  /// Signs an order as `ssh-keygen` does, with a person's key.
  private func sign(
    _ order: StandingOrder, by name: String, namespace: String = "git", _ history: PolicyHistory
  ) throws -> StandingOrder {
    let bytes = SignedOrder.bytes(of: order)
    let armour = try history.scratch.run(
      "ssh-keygen", ["-q", "-Y", "sign", "-n", namespace, "-f", history.key(name)],
      input: Data(bytes))
    return order.signed(SignedOrder(bytes: bytes, armour: armour))
  }

  private func judge(_ history: PolicyHistory) throws -> OrderJudge {
    OrderJudge(try history.chain().trusted)
  }

  @Test func `one signature of who may change the image is enough, whatever the threshold`() throws
  {
    let people = ["ann", "bob", "tom", "tim"]
    let history = try PolicyHistory(signing: Self.tenants, people: people)
    let judge = try judge(history)
    #expect(judge.asksForSignatures)
    func objection(
      _ kind: StandingOrder.Kind, _ name: String, _ file: String?, of image: ImageName? = "web"
    ) throws -> String? {
      let given = order(kind, of: image, by: name + "@acme", at: history.now)
      return judge.objection(
        to: try sign(given, by: name, history), onImageIn: file, recordedAt: history.now)
    }
    let kinds: [StandingOrder.Kind] = [.suspended, .resumed, .paused, .continued, .restarted]
    for kind in kinds {
      #expect(try objection(kind, "ann", "images/web.yaml") == nil)
      #expect(try objection(kind, "ann", nil, of: nil) == nil)
      #expect(try objection(kind, "tom", "tenants/acme/web.yaml") == nil)
      #expect(try objection(kind, "tom", "images/web.yaml")?.contains("may not change") == true)
      #expect(try objection(kind, "tom", nil, of: nil)?.contains("all images") == true)
    }
    // Going back changes what is enforced.
    #expect(try objection(.undone, "tom", "tenants/acme/web.yaml") == nil)
    #expect(try objection(.undone, "tom", "tenants/pair/web.yaml")?.contains("2 sig") == true)
    #expect(try objection(.undone, "ann", "images/web.yaml")?.contains("2 signatures") == true)
    #expect(try objection(.undone, "ann", nil)?.contains("one image") == true)
  }

  @Test func `an order is of the time at which it comes, and a suspension ends`() throws {
    let history = try PolicyHistory(signing: "{}", people: ["ann"])
    let judge = try judge(history)
    func later(_ seconds: Int64) -> Instant {
      Instant(milliseconds: history.now.milliseconds + seconds * 1000)
    }
    // As with a clock that was set back to when a key still counted.
    let given = try sign(order(.paused, by: "ann@acme", at: history.now), by: "ann", history)
    func objection(_ order: StandingOrder, _ seconds: Int64) -> String? {
      judge.objection(to: order, onImageIn: "web.yaml", recordedAt: later(seconds))
    }
    #expect(objection(given, 86_400) == nil && objection(given, -600) == nil)
    #expect(objection(given, 86_401)?.contains("came at") == true)
    #expect(objection(given, -601)?.contains("came at") == true)
    let next = CommitID(bytes: Array(repeating: 8, count: 20))
    #expect(objection(given.carried(to: next), 90_000) == nil)
    for (end, isGood) in [
      (later(30 * 86_400), true), (later(30 * 86_400 + 1), false), (nil, false),
    ] {
      let suspension = StandingOrder(
        .suspended, of: "web", revision: given.revision, actor: "ann@acme", reason: "an incident",
        time: history.now, expires: end)
      let signed = try sign(suspension, by: "ann", history)
      #expect((objection(signed, 0) == nil) == isGood, "\(String(describing: end))")
    }
  }

  @Test func `what nobody signed who may is not followed`() throws {
    let history = try PolicyHistory(signing: "{}", people: ["ann"])
    try history.makeKey("eve")
    let judge = try judge(history)
    let given = order(.resumed, by: "ann@acme", at: history.now)
    func objection(_ order: StandingOrder) -> String {
      judge.objection(to: order, onImageIn: "web.yaml", recordedAt: history.now) ?? "none"
    }
    #expect(objection(given) == "nobody has signed it")
    #expect(!judge.isSigned(given))
    #expect(judge.isSigned(try sign(given, by: "ann", history)))
    #expect(objection(try sign(given, by: "eve", history)).contains("unknown key"))
    let elsewhere = try sign(given, by: "ann", namespace: "file", history)
    #expect(objection(elsewhere).contains("meant for 'file'"))
    let other = order(.resumed, by: "bob@acme", at: history.now)
    #expect(objection(try sign(other, by: "ann", history)).contains("in the name of bob@acme"))
    // Good words under another order.
    let good = try sign(given, by: "ann", history)
    #expect(objection(good) == "none")
    let words = try #require(good.signed)
    #expect(
      objection(order(.resumed, of: "dns", by: "ann@acme", at: history.now).signed(words))
        == "it is not what was signed")
    #expect(
      objection(order(.suspended, by: "ann@acme", at: history.now).signed(words))
        == "it is not what was signed")
    let forged = SignedOrder(bytes: SignedOrder.bytes(of: other), armour: words.armour)
    #expect(objection(other.signed(forged)).contains("does not fit"))
    // On another commit it is the same order.
    let next = CommitID(bytes: Array(repeating: 8, count: 20))
    #expect(objection(good.carried(to: next)) == "none")
  }

  @Test func `a machine's key gives no orders, and one that was taken out no more`() throws {
    let history = try PolicyHistory(signing: "{}", people: ["ann", "bob"])
    try history.makeKey("box")
    try history.allow(["ann", "bob", "box=host@box"])
    try history.commit(by: "ann")
    let machine = try sign(order(.paused, by: "host@box", at: history.now), by: "box", history)
    let bob = try sign(order(.paused, by: "bob@acme", at: history.now), by: "bob", history)
    var judge = try judge(history)
    #expect(
      judge.objection(to: machine, onImageIn: "web.yaml", recordedAt: history.now)?.contains(
        "unknown key") == true)
    #expect(judge.objection(to: bob, onImageIn: "web.yaml", recordedAt: history.now) == nil)
    try history.allow(["ann"])
    try history.commit(by: "ann")
    judge = try self.judge(history)
    #expect(
      judge.objection(to: bob, onImageIn: "web.yaml", recordedAt: history.now)?.contains(
        "unknown key") == true)
  }

  @Test func `where nobody signs policy nobody signs orders, and quarantine is no person's`() throws
  {
    let open = try PolicyHistory(signing: nil, people: [])
    let free = try judge(open)
    #expect(!free.asksForSignatures)
    let back = order(.undone, by: "x", at: open.now)
    #expect(free.objection(to: back, onImageIn: nil, recordedAt: open.now) == nil)
    let history = try PolicyHistory(signing: "{}", people: ["ann"])
    let quarantine = order(.quarantined, by: "merlon", at: history.now)
    #expect(
      try judge(history).objection(to: quarantine, onImageIn: "web.yaml", recordedAt: history.now)
        == nil)
  }
}
