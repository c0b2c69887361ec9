import Vocabulary

/// The rollout of one image over its hosts: what each was told and what it does.
///
/// A host keeps an old instance serving until the new one does, so telling it another version
/// takes nothing away; telling it that nothing is wanted does.
struct ImageRollout<Version: Hashable & Sendable>: Hashable, Sendable {
  /// One host's part.
  struct Place: Hashable, Sendable {
    var told: Version?
    var serving: Version?
    var isReachable = true
    /// Whether what it was told has failed.
    var hasFailed = false
    /// Whether it has served what it was told.
    var isConfirmed = false
    /// What the gate said of what it serves.
    var isFit: Bool?

    /// Whether more is to come from it by itself.
    var isRising: Bool { isReachable && told != nil && serving != told && !hasFailed }

    mutating func tell(_ version: Version?) {
      guard told != version else { return }
      (told, hasFailed, isConfirmed, isFit) = (version, false, false, nil)
      // It takes no connections any more.
      if version == nil { serving = nil }
    }
  }

  /// What is wanted; `nil` when the image is to go.
  private(set) var goal: RolloutGoal<Version>?
  /// What it goes back to.
  private(set) var former: Version?
  /// Why the goal was given up.
  private(set) var failure: String?
  /// Whether the goal has been reached everywhere: what happens later is no fault of its rollout.
  private(set) var isProven = false
  var isHeld = false
  var places: [HostName: Place] = [:]

  /// Starts with what hosts do; the version that has served longest is the one to go back to.
  init(_ observed: [HostName: SeatObservation<Version>], unlike wanted: Version?) {
    places = observed.mapValues { Place(told: $0.told, serving: $0.serving) }
    let serving = observed.filter { $0.value.serving != nil && $0.value.serving != wanted }
    former =
      serving.min { left, right in
        guard left.value.since != right.value.since else { return left.key < right.key }
        guard let older = left.value.since else { return false }
        return right.value.since.map { older < $0 } ?? true
      }?.value.serving
  }

  /// Whether nothing is left of it.
  var isOver: Bool {
    goal == nil && places.values.allSatisfy { $0.told == nil && $0.serving == nil }
  }

  /// Whether a change of version is under way or was given up.
  var isChanging: Bool {
    goal.map { !isProven && former != nil && former != $0.version } ?? false
  }

  /// Whether every host serves what is wanted, and as well as that has to be.
  var isWhole: Bool {
    goal.map { goal in
      goal.hosts.allSatisfy { isDone($0, goal.version) && !isWatched($0) }
    } ?? true
  }

  /// Whether the gate has still to judge what a host serves: those after the canaries are not judged.
  func isWatched(_ host: HostName) -> Bool {
    guard let goal, goal.rules.gate != nil, failure == nil, !isProven,
      isDone(host, goal.version), places[host]?.isFit == nil
    else { return false }
    return isBehindGate(goal)
  }

  /// Whether more canaries have to be found fit before the others are told.
  private func isBehindGate(_ goal: RolloutGoal<Version>) -> Bool {
    fitCount(goal) < goal.rules.canary.max() ?? 0
  }

  private func fitCount(_ goal: RolloutGoal<Version>) -> Int {
    goal.hosts.count { isDone($0, goal.version) && places[$0]?.isFit == true }
  }

  /// What its hosts shall run in the end, as things stand.
  var aim: Version? {
    guard let goal else { return nil }
    return isRolledBack ? former : goal.version
  }

  /// Whether it goes back to the version before.
  var isRolledBack: Bool {
    failure != nil && former != nil && goal?.rules.onFailure == .rollback
  }

  /// Takes in what a commit wants.
  mutating func want(_ new: RolloutGoal<Version>?) {
    if let goal, let new, goal.version != new.version {
      // One that serves anywhere is better than none.
      let hasServed = places.values.contains { $0.serving == goal.version }
      if isProven || (former == nil && hasServed) { former = goal.version }
      (failure, isProven) = (nil, false)
    }
    goal = new
    isHeld = new?.isHeld ?? false
    if let refusal = new?.refusal { _ = giveUp(refusal) }
    for host in new?.hosts ?? [] where places[host] == nil { places[host] = Place() }
  }

  /// Gives the goal up, unless there is nothing to go back to.
  mutating func giveUp(_ reason: String) -> Bool {
    guard let goal, failure == nil, !isProven else { return false }
    former =
      former
      ?? places.sorted { $0.key < $1.key }.lazy.compactMap(\.value.serving)
      .first { $0 != goal.version }
    guard former != nil else { return false }
    failure = reason
    return true
  }

  /// Notes that the rollout is over.
  mutating func prove() { if failure == nil { isProven = true } }

  /// Whether a host serves a version that it was told, as far as is known.
  func isDone(_ host: HostName, _ version: Version) -> Bool {
    guard let place = places[host] else { return false }
    return place.isReachable && place.told == version && place.serving == version
  }
}

// MARK: - The next steps

extension ImageRollout {
  /// Tells hosts what may be told now, and returns which.
  mutating func advance() -> [HostName] {
    guard !isHeld else { return [] }
    let before = places.mapValues(\.told)
    if let goal { advance(to: goal) } else { retire(Array(places.keys)) }
    return places.keys.filter { before[$0] != places[$0]?.told }.sorted()
  }

  private mutating func advance(to goal: RolloutGoal<Version>) {
    // What serves already needs no step, and nothing is lost by saying so.
    if !isRolledBack {
      for host in goal.hosts where places[host]?.serving == goal.version {
        places[host]?.tell(goal.version)
      }
    }
    if failure != nil, let former {
      guard goal.rules.onFailure == .rollback else { return }
      for host in goal.hosts { places[host]?.tell(former) }
      return
    }
    for host in goal.hosts.filter(mayMove).sorted(by: comesBefore).prefix(room(for: goal)) {
      places[host]?.tell(goal.version)
    }
    retireStrangers(of: goal)
  }

  private func mayMove(_ host: HostName) -> Bool {
    guard let place = places[host] else { return false }
    return place.isReachable && place.told != goal?.version
  }

  /// Where nothing serves, nothing can be lost.
  private func comesBefore(_ left: HostName, _ right: HostName) -> Bool {
    let (old, new) = (places[left]?.serving != nil, places[right]?.serving != nil)
    return old == new ? left < right : !old
  }

  /// How many more hosts may be told the goal's version now.
  private func room(for goal: RolloutGoal<Version>) -> Int {
    let moved = goal.hosts.compactMap { places[$0] }.filter { $0.told == goal.version }
    let done = moved.count { $0.isReachable && $0.serving == goal.version }
    let lost = moved.count { !$0.isReachable || ($0.isConfirmed && $0.serving != goal.version) }
    guard lost <= goal.rules.maxUnavailable else { return 0 }
    let passed = goal.rules.gate == nil ? done : fitCount(goal)
    let step = goal.rules.canary.sorted().first { passed < $0 } ?? goal.hosts.count
    let rising = moved.count - done - lost
    return max(0, min(step - (moved.count - lost), (goal.rules.batch ?? .max) - rising))
  }

  /// Lets hosts go that the goal does not name, when enough others serve.
  private mutating func retireStrangers(of goal: RolloutGoal<Version>) {
    let strangers = places.keys.filter { !goal.hosts.contains($0) }.sorted()
    if goal.hosts.allSatisfy({ isDone($0, goal.version) }) { return retire(strangers) }
    var serving = places.values.count { $0.isReachable && $0.serving != nil && $0.told != nil }
    for host in strangers where places[host]?.told != nil {
      let share = places[host]?.isReachable == true && places[host]?.serving != nil ? 1 : 0
      guard serving - share >= goal.hosts.count - goal.rules.maxUnavailable else { continue }
      serving -= share
      retire([host])
    }
  }

  private mutating func retire(_ hosts: [HostName]) {
    for host in hosts { places[host]?.tell(nil) }
  }
}
