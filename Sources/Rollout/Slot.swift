/// The rollout of one instance, as a pure state machine: events in, effects out.
///
/// What it promises: an instance that serves is asked to stop only after another one serves, or
/// because nothing is wanted any more, or because its right to run has ended. A version that fails
/// leaves the old one serving; a version that once served is what a crashed slot comes back with.
package struct Slot<Version: Hashable & Sendable>: Hashable, Sendable {
  /// What can happen.
  package typealias Event = RolloutEvent<Version>
  /// What to do.
  package typealias Effect = RolloutEffect<Version>

  private enum Stage: Hashable { case booting, probing, opening }
  private struct Candidate: Hashable {
    let id: RolloutID
    let version: Version
    var stage: Stage
  }
  private struct Active: Hashable {
    let id: RolloutID
    let version: Version
  }

  /// The version that is wanted.
  package private(set) var desired: Version?
  private var candidate: Candidate?
  private var active: Active?
  /// The last version that served: what the slot comes back with.
  package private(set) var good: Version?
  private var leaving: Set<RolloutID> = []
  private var failures = 0
  private var isWaiting = false
  private var nextNumber: Int

  /// Makes an empty slot whose attempts are numbered from `number`; `good` is the version that
  /// served last, if a journal knows one.
  package init(from number: Int = 1, good: Version? = nil) {
    nextNumber = number
    self.good = good
  }

  /// The instance that has the connections.
  package var serving: RolloutID? { active?.id }
  /// The version that has the connections.
  package var servingVersion: Version? { active?.version }
  /// The instance that shall get them.
  package var rising: RolloutID? { candidate?.id }
  /// Tells whether the slot waits for `retryDue`.
  package var isPaused: Bool { isWaiting }
  /// Tells whether nothing runs and nothing is wanted.
  package var isEmpty: Bool {
    desired == nil && candidate == nil && active == nil && leaving.isEmpty
  }

  /// Takes one event in and returns what to do.
  ///
  /// Events about unknown instances do nothing.
  package mutating func handle(_ event: Event) -> [Effect] {
    switch event {
    case .desired(let version): want(version)
    case .booted(let id): advance(id, from: .booting, to: .probing, .probe(id))
    case .probePassed(let id): advance(id, from: .probing, to: .opening, .open(id))
    case .opened(let id): opened(id)
    case .probeFailed(let id, let reason): fail(id, reason)
    case .broken(let id, let reason): fail(id, reason)
    case .timeout(let id): timedOut(id)
    case .drained(let id): leaving.contains(id) ? [.stop(id)] : []
    case .expired(let id): expired(id)
    case .exited(let id): exited(id)
    case .settled(let id): settled(id)
    case .unwell(let id): replace(id)
    case .retryDue: retry()
    }
  }
}

// MARK: - What is wanted

extension Slot {
  private mutating func want(_ version: Version?) -> [Effect] {
    let isNews = version != desired
    desired = version
    guard let version else { return wantNothing() }
    if let candidate, candidate.version == version { return [] }
    // Saying the same again does not shorten a pause.
    if isWaiting, !isNews { return [] }
    failures = 0
    isWaiting = false
    if let active, active.version == version { return abandonCandidate() }
    return abandonCandidate() + boot(version)
  }

  private mutating func wantNothing() -> [Effect] {
    isWaiting = false
    failures = 0
    good = nil
    return abandonCandidate() + retire()
  }

  private mutating func boot(_ version: Version) -> [Effect] {
    let id = RolloutID(nextNumber)
    nextNumber += 1
    candidate = Candidate(id: id, version: version, stage: .booting)
    return [.boot(id, version)]
  }

  /// Gives the candidate up; one that may have connections already gets to finish them.
  private mutating func abandonCandidate() -> [Effect] {
    guard let abandoned = candidate else { return [] }
    candidate = nil
    leaving.insert(abandoned.id)
    return [abandoned.stage == .opening ? .close(abandoned.id) : .stop(abandoned.id)]
  }

  /// Lets the active one finish its connections.
  private mutating func retire() -> [Effect] {
    guard let old = active else { return [] }
    active = nil
    leaving.insert(old.id)
    return [.close(old.id)]
  }
}

// MARK: - The way up

extension Slot {
  private mutating func advance(
    _ id: RolloutID, from stage: Stage, to next: Stage, _ effect: Effect
  ) -> [Effect] {
    guard candidate?.id == id, candidate?.stage == stage else { return [] }
    candidate?.stage = next
    return [effect]
  }

  private mutating func opened(_ id: RolloutID) -> [Effect] {
    guard let risen = candidate, risen.id == id, risen.stage == .opening else { return [] }
    let closing = retire()
    candidate = nil
    active = Active(id: id, version: risen.version)
    good = risen.version
    return closing + [.report(.enforced(id))]
  }

  /// Starts another instance of the version that serves; the one that is unwell serves until then.
  private mutating func replace(_ id: RolloutID) -> [Effect] {
    guard let active, active.id == id, candidate == nil, desired != nil else { return [] }
    return boot(active.version)
  }

  private mutating func settled(_ id: RolloutID) -> [Effect] {
    if active?.id == id { failures = 0 }
    return []
  }
}

// MARK: - Failure

extension Slot {
  private mutating func timedOut(_ id: RolloutID) -> [Effect] {
    if leaving.contains(id) { return [.stop(id)] }
    return switch candidate?.id == id ? candidate?.stage : nil {
    case .booting: fail(id, "did not answer in time after its start")
    case .probing: fail(id, "did not answer its probes in time")
    case .opening: fail(id, "did not begin to accept connections in time")
    case nil: []
    }
  }

  /// Ends the candidate: the active one stays, or another attempt is due.
  private mutating func fail(_ id: RolloutID, _ reason: String) -> [Effect] {
    guard candidate?.id == id else { return [] }
    return abandonCandidate() + afterFailure(of: id, reason)
  }

  /// Ends whatever part `id` plays, and forgets its version as one to come back with.
  private mutating func expired(_ id: RolloutID) -> [Effect] {
    if leaving.contains(id) { return [.stop(id)] }
    if let candidate, candidate.id == id {
      if good == candidate.version { good = nil }
      self.candidate = nil
      leaving.insert(id)
      return [.stop(id)] + afterFailure(of: id, "its right to run has ended")
    }
    guard let old = active, old.id == id else { return [] }
    active = nil
    leaving.insert(id)
    if good == old.version { good = nil }
    return [.stop(id)] + (candidate == nil ? afterFailure() : [])
  }

  private mutating func afterFailure(of id: RolloutID, _ reason: String) -> [Effect] {
    [.report(.failed(id, reason: reason))] + afterFailure()
  }

  private mutating func afterFailure() -> [Effect] {
    if let active { return [.report(.rolledBack(to: active.id))] }
    isWaiting = true
    defer { failures += 1 }
    return [.report(.restarting(failures: failures)), .retry(after: failures)]
  }

  private mutating func exited(_ id: RolloutID) -> [Effect] {
    if leaving.remove(id) != nil { return [.report(.stopped(id))] }
    if candidate?.id == id {
      candidate = nil
      return afterFailure(of: id, "ended before it served")
    }
    guard active?.id == id else { return [] }
    active = nil
    // With a candidate under way the slot is already on its way up.
    return [.report(.lost(id))] + (candidate == nil ? afterFailure() : [])
  }

  private mutating func retry() -> [Effect] {
    guard isWaiting, candidate == nil, active == nil, let desired else { return [] }
    isWaiting = false
    return boot(good ?? desired)
  }
}
