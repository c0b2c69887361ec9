import Rollout
import TestSupport
import Testing
import Vocabulary

/// Canaries that are watched before the others follow.
@Suite struct GateTests {
  private static let gate = RolloutRules.Gate(errorPercentMax: 5, seconds: 60)

  private func count(_ asked: Int, _ failed: Int, _ seconds: Int) -> Bool? {
    Self.gate.isFit(asked: asked, failed: failed, milliseconds: seconds * 1000)
  }

  @Test func `an instance is judged when the window is over, by the share of its probes`() {
    #expect(count(60, 0, 59) == nil)
    #expect(count(60, 0, 60) == true)
    #expect(count(60, 3, 60) == true)
    #expect(count(60, 4, 61) == false)
    // Without probes it is enough to live.
    #expect(count(0, 0, 60) == true)
  }

  @Test func `and before, when nothing could make up for what has failed`() {
    #expect(count(10, 3, 10) == nil)
    #expect(count(10, 4, 10) == false)
    #expect(count(0, 0, 0) == nil)
    let strict = RolloutRules.Gate(errorPercentMax: 0, seconds: 60)
    #expect(strict.isFit(asked: 5, failed: 1, milliseconds: 5000) == false)
    #expect(strict.isFit(asked: 5, failed: 0, milliseconds: 5000) == nil)
  }

  @Test func `answers are judged when the window is over, if the gate asks for them`() {
    func verdict(_ percent: Int?, _ answers: Int, _ errors: Int, _ seconds: Int) -> Bool? {
      RolloutRules.Gate(errorPercentMax: 0, serverErrorPercentMax: percent, seconds: 60)
        .isFit(answers: answers, serverErrors: errors, milliseconds: seconds * 1000)
    }
    #expect(verdict(1, 1000, 10, 60) == true && verdict(1, 1000, 11, 60) == false)
    // Who knows how many clients are still to come?
    #expect(verdict(1, 100, 100, 59) == nil && verdict(0, 1, 1, 10) == nil)
    #expect(verdict(0, 0, 0, 60) == true)
    #expect(verdict(nil, 1000, 1000, 59) == nil && verdict(nil, 1000, 1000, 60) == true)
    // Whatever a host says.
    #expect(verdict(99, 1 << 53, 1 << 53, 1) == nil)
    #expect(verdict(99, 1 << 53, 1 << 53, 60) == false)
  }

  @Test(arguments: Seeds.first(300))
  func `what is found unfit early would be found unfit in the end`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let gate = RolloutRules.Gate(
      errorPercentMax: Int.random(in: 0...99, using: &random),
      seconds: Int.random(in: 5...120, using: &random))
    let share = Double.random(in: 0...1, using: &random)
    var (failed, isUnfit) = (0, false)
    for second in 1...gate.seconds {
      // Once it is unfit, nothing fails any more.
      if !isUnfit, Double.random(in: 0...1, using: &random) < share { failed += 1 }
      let verdict = gate.isFit(asked: second, failed: failed, milliseconds: second * 1000)
      if isUnfit { #expect(verdict == false, "seed \(seed), second \(second)") }
      if second < gate.seconds { #expect(verdict != true, "seed \(seed)") }
      isUnfit = isUnfit || verdict == false
    }
    let isFit = failed * 100 <= gate.errorPercentMax * gate.seconds
    #expect(isFit == !isUnfit, "seed \(seed)")
  }

  private func rollout(
    from former: Int?, _ onFailure: RolloutRules.FailureAnswer = .rollback
  ) -> FleetRollout<Int> {
    let hosts: [HostName] = ["a", "b", "c"]
    var observed: [Seat: SeatObservation<Int>] = [:]
    for host in hosts where former != nil {
      observed[Seat("web", on: host)] = SeatObservation(told: former, serving: former)
    }
    var fleet = FleetRollout(observed)
    let rules = RolloutRules(canary: [1], gate: Self.gate, onFailure: onFailure)
    _ = fleet.handle(
      .want(["web": RolloutGoal(version: 2, hosts: hosts, rules: rules)], isAtomic: false))
    return fleet
  }

  @Test func `the others wait until the canary is found fit`() {
    var fleet = rollout(from: 1)
    let canary = Seat("web", on: "a")
    #expect(fleet.told[canary] == 2)
    #expect(fleet.handle(.serves(canary, 2)) == [.enforced(canary, 2)])
    #expect(fleet.watched == [canary] && !fleet.isSettled)
    #expect(
      fleet.handle(.judged(canary, 2, isFit: true, reason: "")) == [
        .tell(Seat("web", on: "b"), 2), .tell(Seat("web", on: "c"), 2),
      ])
    #expect(fleet.watched == [])
    // Those after it are not watched.
    _ = fleet.handle(.serves(Seat("web", on: "b"), 2))
    #expect(fleet.watched == [])
    _ = fleet.handle(.serves(Seat("web", on: "c"), 2))
    #expect(fleet.isSettled)
  }

  @Test func `a canary that is unfit goes back, and the others never had it`() {
    var fleet = rollout(from: 1)
    let canary = Seat("web", on: "a")
    _ = fleet.handle(.serves(canary, 2))
    let effects = fleet.handle(.judged(canary, 2, isFit: false, reason: "7 of 60 failed"))
    #expect(
      effects == [
        .failed(canary, 2, reason: "7 of 60 failed"),
        .rolledBack("web", from: 2, to: 1, reason: "on host a: 7 of 60 failed"),
        .tell(canary, 1),
      ])
    _ = fleet.handle(.serves(canary, 1))
    #expect(fleet.isSettled && fleet.told.values.allSatisfy { $0 == 1 })
  }

  @Test func `without anything to go back to, or told to pause, it goes no further`() {
    for (former, answer) in [(nil, .rollback), (1, .pause)] as [(Int?, RolloutRules.FailureAnswer)]
    {
      var fleet = rollout(from: former, answer)
      let canary = Seat("web", on: "a")
      _ = fleet.handle(.serves(canary, 2))
      let effects = fleet.handle(.judged(canary, 2, isFit: false, reason: "it fails"))
      #expect(effects.first == .failed(canary, 2, reason: "it fails"))
      #expect(fleet.isSettled && fleet.told[canary] == 2)
      #expect(fleet.told[Seat("web", on: "b")] != 2)
    }
  }

  @Test func `verdicts on what is not watched do nothing`() {
    var fleet = rollout(from: 1)
    let before = fleet
    #expect(fleet.handle(.judged(Seat("web", on: "a"), 2, isFit: false, reason: "")) == [])
    #expect(fleet.handle(.judged(Seat("mail", on: "a"), 2, isFit: false, reason: "")) == [])
    #expect(fleet == before)
    _ = fleet.handle(.serves(Seat("web", on: "a"), 2))
    #expect(fleet.handle(.judged(Seat("web", on: "a"), 1, isFit: false, reason: "")) == [])
  }

  @Test func `one that ends and comes back is watched anew`() {
    var fleet = rollout(from: 1)
    let canary = Seat("web", on: "a")
    _ = fleet.handle(.serves(canary, 2))
    _ = fleet.handle(.serves(canary, nil))
    #expect(fleet.watched == [])
    _ = fleet.handle(.serves(canary, 2))
    #expect(fleet.watched == [canary])
  }
}
