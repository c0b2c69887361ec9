import Rollout
import TestSupport
import Testing
import Vocabulary

@Suite struct RolloutForecastTests {
  private static let hosts: [HostName] = ["a", "b", "c", "d", "e"]

  @Test func `canaries come first, then batches, and who leaves goes last`() {
    #expect(
      RolloutForecast.steps(
        from: Self.hosts, to: Self.hosts, unlike: Set(Self.hosts),
        by: RolloutRules(batch: 2, canary: [1]))
        == [["a"], ["b", "c"], ["d", "e"]])
    #expect(
      RolloutForecast.steps(from: ["a"], to: ["b"], unlike: ["a"], by: RolloutRules())
        == [["b"], ["a"]])
    #expect(
      RolloutForecast.steps(
        from: ["a", "b"], to: [], unlike: ["a", "b"], by: RolloutRules(batch: 1))
        == [["a", "b"]])
    #expect(
      RolloutForecast.steps(from: ["a", "b"], to: ["a", "c"], unlike: [], by: RolloutRules())
        == [["c"], ["b"]])
    #expect(
      RolloutForecast.steps(from: ["a"], to: ["a"], unlike: [], by: RolloutRules()).isEmpty)
    // Those that are elsewhere on their hosts' networks, in the same steps.
    #expect(
      RolloutForecast.steps(
        from: Self.hosts, to: Self.hosts, unlike: ["b", "d"], by: RolloutRules(canary: [1]))
        == [["b", "d"]])
  }

  /// The machine itself, with hosts that do what they are told in the order in which they are told.
  private static func order(
    from old: [HostName], to new: [HostName], by rules: RolloutRules
  ) -> [HostName] {
    var observed: [Seat: SeatObservation<Int>] = [:]
    for host in old { observed[Seat("web", on: host)] = SeatObservation(told: 0, serving: 0) }
    var machine = FleetRollout(observed)
    var effects = machine.handle(
      .want(["web": RolloutGoal(version: 1, hosts: new, rules: rules)], isAtomic: false))
    var order: [HostName] = []
    while !effects.isEmpty {
      guard case .tell(let seat, let version) = effects.removeFirst() else { continue }
      if version == 1 { order.append(seat.host) }
      effects += machine.handle(.serves(seat, version))
    }
    return order
  }

  @Test func `it is what the machine does`() {
    for seed in Seeds.first(1000) {
      var generator = SplitMix64(seed: seed)
      func some() -> [HostName] { Self.hosts.filter { _ in Bool.random(using: &generator) } }
      let (old, new) = (some(), some())
      let rules = RolloutRules(
        maxUnavailable: Int.random(in: 0...2, using: &generator),
        batch: [nil, 1, 2, 3].randomElement(using: &generator) ?? nil,
        canary: [[], [1], [2], [1, 3]].randomElement(using: &generator) ?? [])
      let steps = RolloutForecast.steps(from: old, to: new, unlike: Set(old), by: rules)
      var order = Self.order(from: old, to: new, by: rules)[...]
      for step in steps.map({ $0.filter(new.contains) }) {
        // A step says which hosts, not which of them is first.
        #expect(Set(step) == Set(order.prefix(step.count)), "seed \(seed)")
        order = order.dropFirst(step.count)
      }
      #expect(order.isEmpty, "seed \(seed)")
      #expect(Set(steps.joined()) == Set(old + new), "seed \(seed)")
      #expect(steps.allSatisfy { $0.count { new.contains($0) } <= rules.batch ?? .max })
    }
  }
}
