import Rollout
import TestSupport
import Testing
import Vocabulary

/// Larger fleets, more images and all rules, by dice.
@Suite struct FleetPropertyTests {
  private static let hosts: [HostName] = ["a", "b", "c", "d", "e"]
  private static let images: [ImageName] = ["dns", "mail", "web"]

  private func commit(
    _ version: Int, _ random: inout SplitMix64
  ) -> [ImageName: RolloutGoal<Int>] {
    var goals: [ImageName: RolloutGoal<Int>] = [:]
    for image in Self.images where Int.random(in: 0..<8, using: &random) > 0 {
      let count = Int.random(in: 1...Self.hosts.count, using: &random)
      let rules = RolloutRules(
        maxUnavailable: Int.random(in: 0...1, using: &random),
        batch: [nil, 1, 2].randomElement(using: &random) ?? nil,
        canary: [[], [1], [1, 3]].randomElement(using: &random) ?? [],
        gate: [nil, RolloutRules.Gate(errorPercentMax: 5, seconds: 60)]
          .randomElement(using: &random) ?? nil,
        onFailure: Int.random(in: 0..<4, using: &random) == 0 ? .pause : .rollback)
      // Some images stay as they are.
      goals[image] = RolloutGoal(
        version: version - Int.random(in: 0...1, using: &random),
        hosts: Array(Self.hosts.shuffled(using: &random).prefix(count)).sorted(), rules: rules)
    }
    return goals
  }

  @Test(arguments: Seeds.first(200))
  func `whatever happens, the promises hold and the fleet converges`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let commits = (1...5).map { commit($0 * 2, &random) }
    var world = FleetWorld(
      hosts: Self.hosts, commits: commits, isAtomic: Bool.random(using: &random))
    for step in 0..<200 {
      guard let move = world.moves.randomElement(using: &random) else { break }
      let broken = world.happen(move)
      #expect(broken == [], "seed \(seed), step \(step), \(move)")
      if !broken.isEmpty { return }
    }
    #expect(world.unfinished() == [], "seed \(seed)")
  }

  @Test func `events about unknown seats and hosts do nothing`() {
    var fleet = FleetRollout<Int>()
    _ = fleet.handle(
      .want(["web": RolloutGoal(version: 1, hosts: ["a"])], isAtomic: false))
    let before = fleet
    let stranger = Seat("mail", on: "a")
    let events: [FleetRolloutEvent<Int>] = [
      .serves(stranger, 1), .failed(stranger, 1, reason: ""), .late(stranger), .hold("mail"),
      .release("mail"), .reachable("z"),
    ]
    for event in events { #expect(fleet.handle(event) == []) }
    #expect(fleet == before)
  }
}
