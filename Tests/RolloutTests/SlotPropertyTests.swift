import Rollout
import TestSupport
import Testing

@Suite struct SlotPropertyTests {
  @Test(arguments: Seeds.first(300))
  func `whatever happens, the promises hold and the slot converges`(seed: UInt64) {
    var world = RolloutWorld(seed: seed)
    for _ in 0..<300 { world.step() }
    #expect(world.broken == [], "seed \(seed)")

    world.settle(on: 7)
    #expect(world.slot.servingVersion == 7, "seed \(seed)")
    #expect(world.machines.count == 1, "seed \(seed)")

    world.settle(on: nil)
    #expect(world.slot.isEmpty, "seed \(seed)")
    #expect(world.machines.isEmpty, "seed \(seed)")
    #expect(world.broken == [], "seed \(seed)")
  }

  @Test func `events about unknown instances do nothing`() {
    let stranger = RolloutID(99)
    var slot = Slot<Int>()
    _ = slot.handle(.desired(1))
    let before = slot
    let events: [RolloutEvent<Int>] = [
      .booted(stranger), .probePassed(stranger), .opened(stranger), .drained(stranger),
      .probeFailed(stranger, reason: ""), .broken(stranger, reason: ""), .timeout(stranger),
      .expired(stranger), .exited(stranger), .settled(stranger), .unwell(stranger), .retryDue,
    ]
    for event in events { #expect(slot.handle(event) == []) }
    #expect(slot == before)
  }
}
