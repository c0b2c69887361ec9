import Rollout
import Testing

@Suite struct SlotTests {
  typealias Effect = RolloutEffect<String>

  let first = RolloutID(1)
  let second = RolloutID(2)
  let third = RolloutID(3)

  /// A slot in which `version` serves as attempt 1.
  private func serving(_ version: String) -> Slot<String> {
    var slot = Slot<String>()
    _ = slot.handle(.desired(version))
    _ = slot.handle(.booted(first))
    _ = slot.handle(.probePassed(first))
    _ = slot.handle(.opened(first))
    return slot
  }

  @Test func `boots, probes, opens and reports, in this order`() {
    var slot = Slot<String>()
    #expect(slot.handle(.desired("a")) == [.boot(first, "a")])
    #expect(slot.handle(.booted(first)) == [.probe(first)])
    #expect(slot.handle(.probePassed(first)) == [.open(first)])
    #expect(slot.handle(.opened(first)) == [.report(.enforced(first))])
    #expect(slot.serving == first)
    #expect(slot.servingVersion == "a")
  }

  @Test func `closes the old one only when the new one is open`() {
    var slot = serving("a")
    #expect(slot.handle(.desired("b")) == [.boot(second, "b")])
    #expect(slot.handle(.booted(second)) == [.probe(second)])
    #expect(slot.handle(.probePassed(second)) == [.open(second)])
    #expect(slot.handle(.opened(second)) == [.close(first), .report(.enforced(second))])
    #expect(slot.handle(.drained(first)) == [.stop(first)])
    #expect(slot.handle(.exited(first)) == [.report(.stopped(first))])
  }

  @Test func `a drain that takes too long is cut short`() {
    var slot = serving("a")
    _ = slot.handle(.desired(nil))
    #expect(slot.handle(.timeout(first)) == [.stop(first)])
  }

  @Test func `keeps the old one when the new one fails its probes`() {
    var slot = serving("a")
    _ = slot.handle(.desired("b"))
    _ = slot.handle(.booted(second))
    #expect(
      slot.handle(.probeFailed(second, reason: "200 for 403")) == [
        .stop(second), .report(.failed(second, reason: "200 for 403")),
        .report(.rolledBack(to: first)),
      ])
    #expect(slot.serving == first)
    #expect(slot.desired == "b")
  }

  @Test func `tries the failed version again when it is asked for again`() {
    var slot = serving("a")
    _ = slot.handle(.desired("b"))
    _ = slot.handle(.exited(second))
    #expect(slot.handle(.desired("b")) == [.boot(third, "b")])
  }

  @Test func `comes back with the last version that served`() {
    var slot = serving("a")
    _ = slot.handle(.desired("b"))
    _ = slot.handle(.exited(second))
    #expect(
      slot.handle(.exited(first)) == [
        .report(.lost(first)), .report(.restarting(failures: 0)), .retry(after: 0),
      ])
    #expect(slot.handle(.retryDue) == [.boot(third, "a")])
  }

  @Test func `what a journal remembers is tried after what is wanted`() {
    var slot = Slot<String>(good: "a")
    #expect(slot.handle(.desired("b")) == [.boot(first, "b")])
    _ = slot.handle(.exited(first))
    #expect(slot.handle(.retryDue) == [.boot(second, "a")])
  }

  @Test func `pauses grow until an instance has settled`() {
    var slot = serving("a")
    _ = slot.handle(.exited(first))
    _ = slot.handle(.retryDue)
    #expect(slot.handle(.exited(second)).last == .retry(after: 1))
    _ = slot.handle(.retryDue)
    _ = slot.handle(.booted(third))
    _ = slot.handle(.probePassed(third))
    _ = slot.handle(.opened(third))
    _ = slot.handle(.settled(third))
    #expect(slot.handle(.exited(third)).last == .retry(after: 0))
  }

  @Test func `asking for the same again does not shorten a pause`() {
    var slot = Slot<String>()
    _ = slot.handle(.desired("a"))
    _ = slot.handle(.exited(first))
    #expect(slot.isPaused)
    #expect(slot.handle(.desired("a")) == [])
    #expect(slot.handle(.desired("b")) == [.boot(second, "b")])
    #expect(!slot.isPaused)
  }

  @Test func `a version that nobody wants any more gives way at once`() {
    var slot = serving("a")
    _ = slot.handle(.desired("b"))
    #expect(slot.handle(.desired("c")) == [.stop(second), .boot(third, "c")])
    #expect(slot.handle(.desired("a")) == [.stop(third)])
    #expect(slot.serving == first)
  }

  @Test func `one that may have connections already gets to finish them`() {
    var slot = serving("a")
    _ = slot.handle(.desired("b"))
    _ = slot.handle(.booted(second))
    _ = slot.handle(.probePassed(second))
    #expect(slot.handle(.desired("a")) == [.close(second)])
  }

  @Test func `so does one that is not heard of in time while it begins to accept`() {
    var slot = serving("a")
    _ = slot.handle(.desired("b"))
    _ = slot.handle(.booted(second))
    _ = slot.handle(.probePassed(second))
    #expect(
      slot.handle(.timeout(second)) == [
        .close(second),
        .report(.failed(second, reason: "did not begin to accept connections in time")),
        .report(.rolledBack(to: first)),
      ])
    #expect(slot.handle(.expired(second)) == [.stop(second)])
  }

  @Test func `but none whose right to run has ended`() {
    var slot = serving("a")
    _ = slot.handle(.desired("b"))
    _ = slot.handle(.booted(second))
    _ = slot.handle(.probePassed(second))
    #expect(slot.handle(.expired(second)).first == .stop(second))
    #expect(slot.serving == first)
  }

  @Test func `does not come back with what has expired`() {
    var slot = serving("a")
    _ = slot.handle(.desired("b"))
    _ = slot.handle(.exited(second))
    #expect(
      slot.handle(.expired(first)) == [
        .stop(first), .report(.restarting(failures: 0)), .retry(after: 0),
      ])
    #expect(slot.handle(.retryDue) == [.boot(third, "b")])
  }

  @Test func `one that is unwell serves until another of its version does`() {
    var slot = serving("a")
    #expect(slot.handle(.unwell(first)) == [.boot(second, "a")])
    #expect(slot.handle(.unwell(first)) == [])
    #expect(slot.handle(.desired("a")) == [])
    _ = slot.handle(.booted(second))
    _ = slot.handle(.probePassed(second))
    #expect(slot.handle(.opened(second)) == [.close(first), .report(.enforced(second))])
    #expect(slot.handle(.unwell(first)) == [])
  }

  @Test func `is empty only when the last instance has ended`() {
    var slot = serving("a")
    #expect(slot.handle(.desired(nil)) == [.close(first)])
    #expect(slot.handle(.drained(first)) == [.stop(first)])
    #expect(!slot.isEmpty)
    _ = slot.handle(.exited(first))
    #expect(slot.isEmpty)
  }
}
