package import Vocabulary

/// The rollout of a commit over all images and hosts, as a pure state machine: events in, effects
/// out.
///
/// What it promises: instances are replaced in steps that the image's rules allow, each step only
/// when those before it serve; a version that fails is given up on every host for the one that
/// served before, and if the commit is atomic, with it all other versions that the commit brought;
/// an instance is told to go only when enough others serve or its image is not wanted any more. It
/// holds nothing that hosts and ledger do not say: one that is lost is made anew from them.
package struct FleetRollout<Version: Hashable & Sendable>: Hashable, Sendable {
  /// What can happen.
  package typealias Event = FleetRolloutEvent<Version>
  /// What follows.
  package typealias Effect = FleetRolloutEffect<Version>

  private var images: [ImageName: ImageRollout<Version>] = [:]
  private var unread: [ImageName: [HostName: SeatObservation<Version>]] = [:]
  private var away: Set<HostName>
  private var isAtomic = false

  /// Starts with what hosts were found to do; `away` are those that do not answer.
  package init(
    _ observed: [Seat: SeatObservation<Version>] = [:], unreachable away: Set<HostName> = []
  ) {
    self.away = away
    for (seat, observation) in observed {
      unread[seat.image, default: [:]][seat.host] = observation
    }
  }

  /// The seats from which something is still to come.
  package var rising: [Seat] {
    images.flatMap { image, rollout in
      rollout.places.filter(\.value.isRising).map { Seat(image, on: $0.key) }
    }.sorted()
  }

  /// The seats that a gate has still to judge.
  package var watched: [Seat] {
    images.flatMap { image, rollout in
      rollout.places.keys.filter(rollout.isWatched).map { Seat(image, on: $0) }
    }.sorted()
  }

  /// Whether nothing more happens by itself.
  package var isSettled: Bool {
    images.values.allSatisfy { image in
      !image.places.contains { $0.value.isRising || image.isWatched($0.key) }
    }
  }

  /// What each seat's host was told last.
  package var told: [Seat: Version] {
    var told: [Seat: Version] = [:]
    for (image, rollout) in images {
      for (host, place) in rollout.places { told[Seat(image, on: host)] = place.told }
    }
    return told
  }

  /// Tells whether an image went back to the version before, or goes no further.
  package func failure(of image: ImageName) -> String? { images[image]?.failure }

  /// What an image goes back to if its goal fails.
  package func former(of image: ImageName) -> Version? { images[image]?.former }

  /// Takes one event in and returns what follows.
  ///
  /// Events about unknown seats and hosts do nothing.
  package mutating func handle(_ event: Event) -> [Effect] {
    let effects = take(event)
    switch event {
    case .serves(let seat, _), .judged(let seat, _, _, _):
      if images[seat.image]?.isWhole == true { prove(seat.image) }
    case .want, .reachable: prove(nil)
    default: break
    }
    return effects
  }

  private mutating func take(_ event: Event) -> [Effect] {
    switch event {
    case .want(let goals, let isAtomic): return want(goals, isAtomic: isAtomic)
    case .serves(let seat, let version): return serves(seat, version)
    case .failed(let seat, let version, let reason): return failed(seat, version, reason)
    case .judged(let seat, let version, let isFit, let reason):
      return judged(seat, version, isFit: isFit, reason)
    case .late(let seat):
      guard let place = images[seat.image]?.places[seat.host], let told = place.told,
        place.serving != told
      else { return [] }
      return failed(seat, told, "did not come up in time")
    case .unreachable(let host):
      away.insert(host)
      return reach(host, false)
    case .reachable(let host):
      away.remove(host)
      return reach(host, true)
    case .hold(let image):
      images[image]?.isHeld = true
      return []
    case .release(let image):
      images[image]?.isHeld = false
      return advance(image)
    }
  }
}

// MARK: - What is wanted

extension FleetRollout {
  private mutating func want(
    _ goals: [ImageName: RolloutGoal<Version>], isAtomic: Bool
  ) -> [Effect] {
    self.isAtomic = isAtomic
    var effects: [Effect] = []
    for name in Set(images.keys).union(unread.keys).union(goals.keys).sorted() {
      let goal = goals[name]
      var image =
        images[name]
        ?? ImageRollout(unread.removeValue(forKey: name) ?? [:], unlike: goal?.version)
      image.want(goal)
      for host in image.places.keys where away.contains(host) {
        image.places[host]?.isReachable = false
      }
      images[name] = image
    }
    if isAtomic, let (name, reason) = firstRefusal { effects += giveUpOthers(than: name, reason) }
    for name in images.keys.sorted() { effects += advance(name) + confirm(name) }
    return effects
  }

  /// The first image of the commit that was given up before it began.
  private var firstRefusal: (ImageName, String)? {
    images.sorted { $0.key < $1.key }.lazy
      .compactMap { name, image in image.isRolledBack ? image.failure.map { (name, $0) } : nil }
      .first
  }

  private mutating func advance(_ name: ImageName) -> [Effect] {
    let moved = images[name]?.advance() ?? []
    return moved.map { .tell(Seat(name, on: $0), images[name]?.places[$0]?.told) }
  }

  /// Says which seats serve what the commit wants, each once.
  private mutating func confirm(_ name: ImageName) -> [Effect] {
    guard let image = images[name], let goal = image.goal else { return [] }
    return goal.hosts.compactMap { host in
      guard image.isDone(host, goal.version), image.places[host]?.isConfirmed == false else {
        return nil
      }
      images[name]?.places[host]?.isConfirmed = true
      return .enforced(Seat(name, on: host), goal.version)
    }
  }

  /// Ends the rollouts whose goals are reached, of one image or of all; those of an atomic commit
  /// end together.
  private mutating func prove(_ name: ImageName?) {
    if isAtomic, !images.values.allSatisfy(\.isWhole) { return }
    for name in isAtomic ? Array(images.keys) : name.map({ [$0] }) ?? Array(images.keys)
    where images[name]?.isWhole == true { images[name]?.prove() }
  }
}

// MARK: - What hosts say

extension FleetRollout {
  private mutating func serves(_ seat: Seat, _ version: Version?) -> [Effect] {
    guard let place = images[seat.image]?.places[seat.host], place.serving != version else {
      return []
    }
    images[seat.image]?.places[seat.host]?.serving = version
    images[seat.image]?.places[seat.host]?.isFit = nil
    if version == place.told { images[seat.image]?.places[seat.host]?.hasFailed = false }
    let confirmed = confirm(seat.image)
    return confirmed + advance(seat.image)
  }

  private mutating func failed(_ seat: Seat, _ version: Version, _ reason: String) -> [Effect] {
    guard let image = images[seat.image], let place = image.places[seat.host],
      place.told == version, place.serving != version, !place.hasFailed
    else { return [] }
    images[seat.image]?.places[seat.host]?.hasFailed = true
    var effects: [Effect] = [.failed(seat, version, reason: reason)]
    guard version == image.goal?.version else { return effects + advance(seat.image) }
    effects += abandon(seat, reason)
    return effects
  }

  /// Takes in what a gate says of a version that serves.
  private mutating func judged(
    _ seat: Seat, _ version: Version, isFit: Bool, _ reason: String
  ) -> [Effect] {
    guard let image = images[seat.image], image.isWatched(seat.host),
      image.goal?.version == version
    else { return [] }
    images[seat.image]?.places[seat.host]?.isFit = isFit
    guard !isFit else { return advance(seat.image) }
    return [.failed(seat, version, reason: reason)] + abandon(seat, reason)
  }

  /// Gives up the version that a seat was told, and what belongs to it.
  private mutating func abandon(_ seat: Seat, _ reason: String) -> [Effect] {
    var effects = giveUp(seat.image, "on host \(seat.host): \(reason)")
    let hasFormer = images[seat.image]?.former != nil
    if isAtomic, !hasFormer || images[seat.image]?.isRolledBack == true {
      effects += giveUpOthers(than: seat.image, reason)
      for name in images.keys.sorted() where name != seat.image { effects += advance(name) }
    }
    return effects + advance(seat.image)
  }

  private mutating func giveUpOthers(than name: ImageName, _ reason: String) -> [Effect] {
    images.keys.sorted().filter { $0 != name && images[$0]?.isChanging == true }.flatMap {
      giveUp($0, "image \(name) of the same commit failed: \(reason)")
    }
  }

  private mutating func giveUp(_ name: ImageName, _ reason: String) -> [Effect] {
    guard images[name]?.giveUp(reason) == true, let image = images[name], let goal = image.goal,
      let former = image.former
    else { return [] }
    switch goal.rules.onFailure {
    case .rollback: return [.rolledBack(name, from: goal.version, to: former, reason: reason)]
    case .pause: return [.paused(name, goal.version, reason: reason)]
    }
  }

  private mutating func reach(_ host: HostName, _ isReachable: Bool) -> [Effect] {
    var effects: [Effect] = []
    for name in images.keys.sorted() {
      guard let place = images[name]?.places[host], place.isReachable != isReachable else {
        continue
      }
      images[name]?.places[host]?.isReachable = isReachable
      // What it was told while it was away may not have come to it.
      if isReachable { effects.append(.tell(Seat(name, on: host), place.told)) }
      effects += confirm(name) + advance(name)
    }
    return effects
  }
}
