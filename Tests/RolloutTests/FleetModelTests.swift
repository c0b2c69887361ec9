import Rollout
import TestSupport
import Testing
import Vocabulary

/// Every event in every state that a small fleet can come to.
@Suite struct FleetModelTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let world: FleetWorld
    var testDescription: String { name }
  }

  private static func goal(
    _ version: Int, _ hosts: [HostName] = ["a", "b"], _ rules: RolloutRules = RolloutRules()
  ) -> RolloutGoal<Int> { RolloutGoal(version: version, hosts: hosts, rules: rules) }

  static let cases: [Case] = {
    let canary = RolloutRules(canary: [1])
    let gate = RolloutRules.Gate(errorPercentMax: 5, seconds: 60)
    let gated = RolloutRules(canary: [1], gate: gate)
    let pausing = RolloutRules(batch: 1, onFailure: .pause)
    return [
      Case(
        name: "canary, then a newer commit",
        world: FleetWorld(
          hosts: ["a", "b"],
          commits: [
            ["web": goal(1)], ["web": goal(2, ["a", "b"], canary)],
            ["web": goal(3, ["a", "b"], canary)],
          ], isHoldable: false)),
      Case(
        name: "a canary behind a gate, then a newer commit",
        world: FleetWorld(
          hosts: ["a", "b"],
          commits: [
            ["web": goal(1)], ["web": goal(2, ["a", "b"], gated)],
            ["web": goal(3, ["a", "b"], gated)],
          ], isHoldable: false)),
      Case(
        name: "batches that pause",
        world: FleetWorld(
          hosts: ["a", "b"],
          commits: [["web": goal(1)], ["web": goal(2, ["a", "b"], pausing)], [:]])),
      Case(
        name: "another host",
        world: FleetWorld(
          hosts: ["a", "b"], commits: [["web": goal(1, ["a"])], ["web": goal(2, ["b"])]])),
      Case(
        name: "two images together",
        world: FleetWorld(
          hosts: ["a"],
          commits: [
            ["dns": goal(1, ["a"]), "web": goal(1, ["a"])],
            ["dns": goal(2, ["a"]), "web": goal(2, ["a"])],
          ], isAtomic: true, isHoldable: false)),
    ]
  }()

  @Test(arguments: cases) func `nothing that is promised breaks, and all ends well`(_ one: Case) {
    var queue = [one.world.afterFirstCommit()]
    var seen = Set(queue)
    var next = 0
    while next < queue.count, seen.count < 60_000 {
      let world = queue[next]
      next += 1
      for move in world.moves {
        var after = world
        let broken = after.happen(move)
        if !broken.isEmpty {
          Issue.record("\(move) breaks: \(broken) in \(world)")
          return
        }
        if seen.insert(after).inserted { queue.append(after) }
      }
      // The way to the end is long, and neighbours share most of it.
      let wrong = next % 4 == 1 ? world.unfinished() : []
      if !wrong.isEmpty {
        Issue.record("\(wrong) from \(world)")
        return
      }
    }
    #expect(next == queue.count, "\(queue.count) states are not all: \(next) were looked at")
    print("\(one.name): \(queue.count) states")
  }
}
