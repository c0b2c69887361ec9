import HostLink
import Rollout
import Vocabulary

/// Carries out a rollout: tells hosts what the state machine says and it what hosts say.
///
/// It starts from what hosts do, so that a controller that was killed in the middle is followed by
/// one that goes on.
struct RolloutDriver {
  /// How long an instance may take to come up while its host does nothing else either.
  static let patience = Duration.seconds(60)

  let request: RolloutRequest
  private(set) var machine = FleetRollout<InstanceVersion>()
  /// What each host's instances did last.
  private(set) var rows: [HostName: [InstanceStatus]] = [:]
  private(set) var unreachable: [HostName: HostLinkError] = [:]
  private(set) var failures: [Seat: String] = [:]
  private(set) var givenUp: [ImageName: RolloutResult.GivenUp] = [:]
  /// The wish behind each version that was ever seen.
  private var wishes: [InstanceVersion: DesiredInstance] = [:]
  /// The seats that served what is wanted before anything was told.
  private var settled: Set<Seat> = []
  /// Those of them that did so for the commit that wants it now.
  private var standing: Set<Seat> = []
  /// Where instances were that were not where they shall be.
  private var formerPlaces: [Seat: NetworkPlace?] = [:]
  /// What each host was told, and what it took.
  private var handed: [HostName: DesiredState] = [:]
  private var applied: [HostName: DesiredState] = [:]
  private var lastNews: [HostName: ContinuousClock.Instant] = [:]

  init(_ request: RolloutRequest) { self.request = request }

  /// The hosts that have not been heard of yet.
  var unheard: [HostName] {
    request.hosts.keys.filter { rows[$0] == nil && unreachable[$0] == nil }
  }

  /// Takes in what a host did before it is told anything.
  mutating func observe(_ host: HostName, _ news: HostFollower.News) {
    switch news {
    case .found(let found, _, _):
      rows[host] = own(found)
      unreachable[host] = nil
    case .away(let error): if rows[host] == nil { unreachable[host] = error }
    case .ended: break
    }
  }

  /// Begins, and returns the hosts to tell.
  mutating func begin(at now: ContinuousClock.Instant) -> Set<HostName> {
    var observed: [Seat: SeatObservation<InstanceVersion>] = [:]
    for (host, found) in rows {
      for (image, rows) in Dictionary(grouping: found, by: \.image) {
        func version(of row: InstanceStatus) -> InstanceVersion {
          request.version(of: row.desired, on: host)
        }
        for row in rows {
          let version = version(of: row)
          wishes[version] = row.desired
          if version.isElsewhere {
            formerPlaces[Seat(image, on: host)] = .some(row.desired.bridge)
          }
        }
        let serving = rows.first { $0.state == .serving }
        let told = rows.first { [.booting, .probing, .failed].contains($0.state) } ?? serving
        observed[Seat(image, on: host)] = SeatObservation(
          told: told.map(version), serving: serving.map(version), since: serving?.servingSince)
      }
    }
    for (name, image) in request.images {
      wishes[image.version] = image.desired
      for host in image.hosts where observed[Seat(name, on: host)]?.serving == image.version {
        settled.insert(Seat(name, on: host))
      }
    }
    standing = settled.filter(isEnforced)
    for host in request.hosts.keys { lastNews[host] = now }
    for host in unheard {
      unreachable[host] = HostLinkError(.closed, "the host has not said anything")
    }
    machine = FleetRollout(observed, unreachable: Set(unreachable.keys))
    var hosts = carryOut(
      machine.handle(.want(request.images.mapValues(\.goal), isAtomic: request.isAtomic)))
    // One that failed while another serves is not tried again by its host: no news will come.
    for (host, found) in rows {
      for row in found where row.state == .failed {
        guard observed[Seat(row.image, on: host)]?.serving != nil else { continue }
        let version = request.version(of: row.desired, on: host)
        hosts.formUnion(fail(Seat(row.image, on: host), version, row.reason ?? "failed"))
      }
    }
    return hosts.union(rows.keys)
  }

  /// Takes in what a host says, and returns the hosts to tell.
  mutating func take(
    _ host: HostName, _ news: HostFollower.News, at now: ContinuousClock.Instant
  ) -> Set<HostName> {
    switch news {
    case .ended: return []
    case .away(let error):
      guard unreachable.updateValue(error, forKey: host) == nil else { return [] }
      return carryOut(machine.handle(.unreachable(host)))
    case .found(let found, let failed, let wish):
      lastNews[host] = now
      applied[host] = wish
      let before = rows.updateValue(own(found), forKey: host) ?? []
      var hosts: Set<HostName> = []
      for event in failed where event.fleet == request.fleet {
        hosts.formUnion(fail(event, on: host))
      }
      let images = Set((before + (rows[host] ?? [])).map(\.image))
      for image in images.sorted() {
        let serving = rows[host]?.first { $0.image == image && $0.state == .serving }
        let version = serving.map { self.version(of: $0, on: host) }
        if let serving, let version, wishes[version] == nil { wishes[version] = serving.desired }
        hosts.formUnion(carryOut(machine.handle(.serves(Seat(image, on: host), version))))
      }
      hosts.formUnion(judge(host))
      if unreachable.removeValue(forKey: host) != nil {
        hosts.formUnion(carryOut(machine.handle(.reachable(host))))
        hosts.insert(host)
      }
      return hosts
    }
  }

  /// Gives up waiting where a host has said nothing for too long, and returns the hosts to tell.
  mutating func keepTime(at now: ContinuousClock.Instant) -> Set<HostName> {
    var hosts: Set<HostName> = []
    for seat in machine.rising {
      guard let last = lastNews[seat.host], last.duration(to: now) > Self.patience else { continue }
      hosts.formUnion(carryOut(machine.handle(.late(seat))))
    }
    return hosts
  }

  /// Judges what is watched on a host by what it and its probes have said.
  private mutating func judge(_ host: HostName) -> Set<HostName> {
    var hosts: Set<HostName> = []
    for seat in machine.watched where seat.host == host {
      guard let image = request.images[seat.image], let gate = image.rules.gate,
        let row = row(of: seat), let verdict = GateVerdict(of: gate, on: row)
      else { continue }
      hosts.formUnion(
        carryOut(
          machine.handle(
            .judged(seat, image.version, isFit: verdict.isFit, reason: verdict.reason))))
    }
    return hosts
  }

  /// The version that an instance is of: what was told is what it was told as, also where a version
  /// that is elsewhere on another host is the same as what is wanted here.
  private func version(of row: InstanceStatus, on host: HostName) -> InstanceVersion {
    let seat = Seat(row.image, on: host)
    if let told = machine.told[seat], let wish = wishes[told],
      placed(wish, as: told, seat) == row.desired
    {
      return told
    }
    return request.version(of: row.desired, on: host)
  }

  private func placed(
    _ desired: DesiredInstance, as version: InstanceVersion, _ seat: Seat
  ) -> DesiredInstance {
    request.placed(desired, as: version, on: seat.host, formerly: formerPlaces[seat])
  }

  private func own(_ rows: [InstanceStatus]) -> [InstanceStatus] {
    rows.filter { $0.fleet == request.fleet }
  }
}

// MARK: - What follows

extension RolloutDriver {
  private mutating func fail(_ event: HostEvent, on host: HostName) -> Set<HostName> {
    let seat = Seat(event.image, on: host)
    guard let told = machine.told[seat], let desired = wishes[told], desired.digest == event.digest,
      desired.revision == event.revision
    else { return [] }
    return fail(seat, told, event.detail)
  }

  private mutating func fail(
    _ seat: Seat, _ version: InstanceVersion, _ reason: String
  ) -> Set<HostName> {
    carryOut(machine.handle(.failed(seat, version, reason: reason)))
  }

  private mutating func carryOut(_ effects: [FleetRolloutEffect<InstanceVersion>]) -> Set<HostName>
  {
    var hosts: Set<HostName> = []
    for effect in effects {
      switch effect {
      case .tell(let seat, _): hosts.insert(seat.host)
      case .enforced(let seat, _): failures[seat] = nil
      case .failed(let seat, let version, let reason):
        if version == request.images[seat.image]?.version { failures[seat] = reason }
      case .rolledBack(let image, let version, _, let reason):
        giveUp(image, version, reason, isRolledBack: true)
      case .paused(let image, let version, let reason):
        giveUp(image, version, reason, isRolledBack: false)
      }
    }
    return hosts
  }

  private mutating func giveUp(
    _ image: ImageName, _ version: InstanceVersion, _ reason: String, isRolledBack: Bool
  ) {
    guard let digest = wishes[version]?.digest else { return }
    givenUp[image] = .init(digest: digest, reason: reason, isRolledBack: isRolledBack)
  }

  /// All that is wanted of one host now.
  mutating func wish(for host: HostName) -> HostWish {
    let told = machine.told.filter { $0.key.host == host }.sorted { $0.key < $1.key }
    let desired = told.compactMap { seat, version -> (isNew: Bool, DesiredInstance)? in
      wishes[version].map {
        let isNew = request.images[seat.image]?.version == version
        return (isNew, placed($0, as: version, seat))
      }
    }
    // A port that the commit gives to another instance is that one's at once.
    let taken = Set(desired.filter(\.isNew).flatMap(\.1.hostPorts))
    let instances = desired.filter { $0.isNew || taken.isDisjoint(with: $0.1.hostPorts) }
      .map(\.1)
    let state = DesiredState(fleet: request.fleet, instances: instances)
    handed[host] = state
    return HostWish(desired: state, images: Set(instances.map(\.digest)))
  }
}

// MARK: - What came of it

extension RolloutDriver {
  /// Whether nothing more happens by itself.
  var isDone: Bool {
    guard machine.isSettled,
      request.hosts.keys.allSatisfy({ unreachable[$0] != nil || applied[$0] == handed[$0] })
    else { return false }
    return awaited.allSatisfy { seat in
      isEnforced(seat) || failures[seat] != nil || unreachable[seat.host] != nil
        || machine.told[seat] != request.images[seat.image]?.version
    }
  }

  /// The seats whose fate is told: of images that differ, or that did not serve it before.
  private var awaited: [Seat] {
    request.images.sorted { $0.key < $1.key }.flatMap { name, image in
      image.hosts.map { Seat(name, on: $0) }
    }.filter { request.awaited.contains($0.image) || !settled.contains($0) }
  }

  private func row(of seat: Seat) -> InstanceStatus? {
    rows[seat.host]?.first { $0.image == seat.image && $0.state == .serving }
  }

  private func isEnforced(_ seat: Seat) -> Bool {
    guard let row = row(of: seat), let image = request.images[seat.image] else { return false }
    return request.version(of: row.desired, on: seat.host) == image.version
      && row.revision == image.desired.revision
  }

  /// What came of the rollout so far.
  var result: RolloutResult {
    var result = RolloutResult(unreachable: unreachable, givenUp: givenUp)
    let seats = request.images.flatMap { name, image in image.hosts.map { Seat(name, on: $0) } }
    result.enforced = Set(seats.filter(isEnforced))
    for seat in awaited {
      guard let image = request.images[seat.image] else { continue }
      if let ending = ending(of: seat, image) {
        let row = isEnforced(seat) ? row(of: seat) : nil
        result.outcomes.append(
          InstanceOutcome(
            host: seat.host, image: seat.image, digest: image.desired.digest,
            revision: image.desired.revision, ending: ending,
            isStanding: ending == .enforced && standing.contains(seat),
            time: row?.servingSince ?? .now, bootMilliseconds: row?.bootMilliseconds,
            probes: row?.probes.map(ProbeOutcome.init) ?? []))
      }
    }
    return result
  }

  /// How a seat ended; `nil` if there is nothing to say of it.
  private func ending(
    of seat: Seat, _ image: RolloutRequest.Image
  ) -> InstanceOutcome.Ending? {
    if isEnforced(seat) { return .enforced }
    if let reason = failures[seat] {
      return .failed(reason, rolledBack: row(of: seat) != nil)
    }
    if let reason = machine.failure(of: seat.image) {
      guard image.rules.onFailure == .rollback else { return nil }
      return .failed("given up: \(reason)", rolledBack: row(of: seat) != nil)
    }
    if unreachable[seat.host] != nil || image.isHeld { return nil }
    return .pending
  }
}
