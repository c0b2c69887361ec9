import Rollout
import TestSupport
import Vocabulary

/// A small fleet of real agents, as far as the controller can tell: they keep the old instance
/// until the new one serves, die, come back with nothing, and are cut off.
struct FleetWorld: Hashable {
  struct Instance: Hashable {
    var told: Int?
    var serving: Int?
    var rising: Int?
    /// Whether a gate found what it serves fit.
    var isFit = false
  }
  struct Machine: Hashable {
    var isUp = true
    /// Whether the controller knows whether it is up.
    var isNoticed = true
    var instances: [ImageName: Instance] = [:]
  }
  /// One thing that can happen.
  enum Move: Hashable {
    case rise(Seat), fail(Seat), crash(Seat), late(Seat), pass(Seat), fault(Seat)
    case die(HostName), notice(HostName), comeBack(HostName)
    case commit, hold(ImageName), release(ImageName), forget
  }

  private(set) var fleet = FleetRollout<Int>()
  private(set) var hosts: [HostName: Machine]
  private(set) var goals: [ImageName: RolloutGoal<Int>] = [:]
  /// Versions that were given up: what the ledger remembers.
  private(set) var givenUp: [ImageName: [Int: String]] = [:]
  private(set) var held: Set<ImageName> = []
  private(set) var commits: [[ImageName: RolloutGoal<Int>]]
  private let images: [ImageName]
  let isAtomic: Bool
  /// Whether people hold images.
  let isHoldable: Bool

  init(
    hosts: [HostName], commits: [[ImageName: RolloutGoal<Int>]], isAtomic: Bool = false,
    isHoldable: Bool = true
  ) {
    images = Set(commits.flatMap(\.keys)).sorted()
    self.isHoldable = isHoldable
    self.hosts = Dictionary(uniqueKeysWithValues: hosts.map { ($0, Machine()) })
    self.commits = commits
    self.isAtomic = isAtomic
  }

  /// All that can happen now.
  var moves: [Move] {
    var moves: [Move] = commits.isEmpty ? [] : [.commit]
    for (host, machine) in hosts.sorted(by: { $0.key < $1.key }) {
      if !machine.isNoticed { moves.append(.notice(host)) }
      if !machine.isUp, machine.isNoticed { moves.append(.comeBack(host)) }
      guard machine.isUp else { continue }
      if hosts.values.allSatisfy(\.isUp) { moves.append(.die(host)) }
      for (image, instance) in machine.instances.sorted(by: { $0.key < $1.key }) {
        let seat = Seat(image, on: host)
        if instance.rising != nil { moves += [.rise(seat), .fail(seat), .late(seat)] }
        if instance.serving != nil { moves.append(.crash(seat)) }
      }
    }
    for image in goals.keys.sorted() where isHoldable {
      moves.append(held.contains(image) ? .release(image) : .hold(image))
    }
    for seat in judgeable {
      moves.append(.pass(seat))
      // With nothing to go back to it stays as it is: another test's.
      if fleet.former(of: seat.image) != nil { moves.append(.fault(seat)) }
    }
    return moves + [.forget]
  }

  /// The seats that a gate can judge now.
  private var judgeable: [Seat] {
    fleet.watched.filter { hosts[$0.host]?.isUp == true }
  }

  /// What happens by itself when nothing goes wrong any more; `nil` when nothing is left.
  var kindMove: Move? {
    if let image = held.min() { return .release(image) }
    for (host, machine) in hosts.sorted(by: { $0.key < $1.key }) {
      if !machine.isNoticed { return .notice(host) }
      if !machine.isUp { return .comeBack(host) }
      for (image, instance) in machine.instances.sorted(by: { $0.key < $1.key })
      where instance.rising != nil { return .rise(Seat(image, on: host)) }
    }
    return judgeable.first.map { .pass($0) }
  }
}

// MARK: - What happens

extension FleetWorld {
  /// Lets one thing happen and returns what it broke.
  mutating func happen(_ move: Move) -> [String] {
    switch move {
    case .rise(let seat):
      guard let version = self[seat].rising else { return [] }
      self[seat].serving = version
      self[seat].rising = nil
      self[seat].isFit = false
      return feed(.serves(seat, version))
    case .fail(let seat):
      guard let version = self[seat].rising else { return [] }
      // With nothing else to serve, an agent tries again.
      if self[seat].serving != nil { self[seat].rising = nil }
      return feed(.failed(seat, version, reason: "dice"))
    case .crash(let seat):
      self[seat].rising = self[seat].told
      self[seat].serving = nil
      self[seat].isFit = false
      return feed(.serves(seat, nil))
    case .pass(let seat):
      guard let version = self[seat].serving else { return [] }
      self[seat].isFit = true
      return feed(.judged(seat, version, isFit: true, reason: ""))
    case .fault(let seat):
      guard let version = self[seat].serving else { return [] }
      let broken = feed(.judged(seat, version, isFit: false, reason: "too many errors"))
      return fleet.failure(of: seat.image) == nil ? broken + ["\(seat) is not given up"] : broken
    case .late(let seat): return feed(.late(seat))
    case .die(let host):
      hosts[host]?.isUp = false
      hosts[host]?.isNoticed = false
      hosts[host]?.instances = [:]
      return []
    case .notice(let host):
      hosts[host]?.isNoticed = true
      return feed(.unreachable(host))
    case .comeBack(let host):
      hosts[host]?.isUp = true
      let broken = images.flatMap { feed(.serves(Seat($0, on: host), nil)) }
      return broken + feed(.reachable(host))
    case .commit: return commit(commits.removeFirst())
    case .hold(let image):
      held.insert(image)
      return feed(.hold(image))
    case .release(let image):
      held.remove(image)
      return feed(.release(image))
    case .forget: return startAgain()
    }
  }

  private subscript(seat: Seat) -> Instance {
    get { hosts[seat.host]?.instances[seat.image] ?? Instance() }
    set { hosts[seat.host]?.instances[seat.image] = newValue == Instance() ? nil : newValue }
  }

  private mutating func commit(_ new: [ImageName: RolloutGoal<Int>]) -> [String] {
    goals = new
    held = []
    return feed(.want(remembered(new), isAtomic: isAtomic))
  }

  /// The goals with what the ledger says about their versions.
  private func remembered(_ goals: [ImageName: RolloutGoal<Int>]) -> [ImageName: RolloutGoal<Int>] {
    var known: [ImageName: RolloutGoal<Int>] = [:]
    for (image, goal) in goals {
      known[image] = RolloutGoal(
        version: goal.version, hosts: goal.hosts, rules: goal.rules,
        refusal: givenUp[image]?[goal.version], isHeld: held.contains(image))
    }
    return known
  }

  /// The controller was killed: another one asks the hosts.
  private mutating func startAgain() -> [String] {
    var observed: [Seat: SeatObservation<Int>] = [:]
    for (host, machine) in hosts where machine.isUp {
      for (image, instance) in machine.instances {
        observed[Seat(image, on: host)] = SeatObservation(
          told: instance.told, serving: instance.serving)
      }
    }
    for (host, machine) in hosts where !machine.isNoticed { hosts[host]?.isNoticed = !machine.isUp }
    fleet = FleetRollout(observed, unreachable: Set(hosts.filter { !$0.value.isUp }.keys))
    return feed(.want(remembered(goals), isAtomic: isAtomic))
  }
}

// MARK: - What follows, and what must not

extension FleetWorld {
  private mutating func feed(_ event: FleetRolloutEvent<Int>) -> [String] {
    var broken: [String] = []
    let before = fleet
    for effect in fleet.handle(event) {
      switch effect {
      case .tell(let seat, let version):
        broken += checkTelling(seat, version, before)
        carryOut(seat, version)
      case .enforced(let seat, let version):
        if self[seat].serving != version, hosts[seat.host]?.isNoticed == true {
          broken.append("\(seat) is said to serve \(version) and does not")
        }
      case .rolledBack(let image, let version, let former, let reason):
        givenUp[image, default: [:]][version] = reason
        if version == former { broken.append("\(image) goes back from \(version) to itself") }
      case .paused(let image, let version, let reason):
        givenUp[image, default: [:]][version] = reason
      case .failed: break
      }
    }
    return broken
  }

  private mutating func carryOut(_ seat: Seat, _ version: Int?) {
    guard hosts[seat.host]?.isUp == true else { return }
    self[seat].told = version
    guard let version else { return self[seat] = Instance() }
    self[seat].rising = self[seat].serving == version ? nil : version
    if self[seat].rising != nil { self[seat].isFit = false }
  }

  /// An instance that serves is told to go only if enough others serve, and a new version comes
  /// only to as many as the rules allow and never again once it was given up.
  private func checkTelling(
    _ seat: Seat, _ version: Int?, _ before: FleetRollout<Int>
  ) -> [String] {
    guard let goal = goals[seat.image], hosts.values.allSatisfy(\.isNoticed) else { return [] }
    let others = hosts.keys.filter { $0 != seat.host && hosts[$0]?.isUp == true }
      .map { self[Seat(seat.image, on: $0)] }
    if version == nil, self[seat].serving != nil {
      let count = others.count { $0.serving != nil }
      return count < goal.hosts.count - goal.rules.maxUnavailable
        ? ["\(seat) was told to go while only \(count) others serve"] : []
    }
    guard version == goal.version, before.told[seat] != version, self[seat].serving != version
    else { return [] }
    if givenUp[seat.image]?[goal.version] != nil, before.former(of: seat.image) != nil {
      return ["\(seat) was told a version that was given up"]
    }
    let told = others.filter { $0.told == version }
    let done = told.count { $0.serving == version }
    let passed = goal.rules.gate == nil ? done : told.count { $0.serving == version && $0.isFit }
    let step = goal.rules.canary.sorted().first { passed < $0 } ?? .max
    // Those that may be away are not waited for.
    let rising = max(0, told.count - done - goal.rules.maxUnavailable)
    let isTooMany = rising + done >= step || rising >= goal.rules.batch ?? .max
    return isTooMany ? ["\(seat) came too early: \(told.count) told, \(done) serve"] : []
  }

  /// The same fleet, once its first commit is enforced.
  func afterFirstCommit() -> FleetWorld {
    var world = self
    _ = world.happen(.commit)
    while let move = world.kindMove { _ = world.happen(move) }
    return world
  }

  /// Lets all go well and returns what is not as it should be then.
  func unfinished() -> [String] {
    var world = self
    for _ in 0..<200 {
      guard let move = world.kindMove else { break }
      let broken = world.happen(move)
      if !broken.isEmpty { return broken }
    }
    if world.kindMove != nil { return ["never settles"] }
    var wrong: [String] = []
    for (image, goal) in world.goals {
      guard world.fleet.failure(of: image) == nil || goal.rules.onFailure == .rollback else {
        continue
      }
      let aim = world.fleet.failure(of: image) == nil ? goal.version : world.fleet.former(of: image)
      for host in goal.hosts where world[Seat(image, on: host)].serving != aim {
        // The way back can fail, too: then the host keeps what it has.
        let instance = world[Seat(image, on: host)]
        if world.fleet.failure(of: image) != nil, instance.told == aim, instance.serving != nil {
          continue
        }
        wrong.append(
          "\(image) on \(host) does not serve \(aim.map(String.init) ?? "it") in the end")
      }
    }
    return wrong
  }
}
