import Disk
import HostLink
import Synchronization
import Vocabulary

/// What happened on this host, numbered, for controllers to read and to wait for.
final class EventLog: Sendable {
  private struct State {
    var events: [HostEvent] = []
    var next: Int
    /// The first number that a later start of the agent will use.
    var reserved: Int
    var waiters: [ObjectIdentifier: Waker] = [:]
    var isClosed = false
  }

  private let path: String
  private let eventsMax: Int
  private let state: Mutex<State>
  private static let reservation = 1_000_000

  /// Continues the numbers that the file at `path` says are unused; keeps `eventsMax` events.
  init(path: String, eventsMax: Int) throws(HostAgentError) {
    self.path = path
    self.eventsMax = eventsMax
    let bytes = try onDisk { () throws(DiskError) in try DurableFile.read(path, atMost: 64) }
    let next = Int(String(decoding: bytes ?? [], as: UTF8.self)) ?? 1
    state = Mutex(State(next: next, reserved: next))
    try state.withLock { state throws(HostAgentError) in try reserve(&state) }
  }

  /// Adds an event and wakes who waits for it.
  func append(
    fleet: FleetName, desired: DesiredInstance, _ what: HostEvent.What, _ detail: String
  ) {
    state.withLock { state in
      // A disk that is full now must not keep instances down; the number is told all the same.
      if state.next >= state.reserved { try? reserve(&state) }
      state.events.append(
        HostEvent(
          number: state.next, time: Clock.wall, fleet: fleet, desired: desired, what: what,
          detail: String(detail.prefix(HostLinkLimits.detailBytesMax))))
      state.next += 1
      if state.events.count > 2 * eventsMax {
        state.events.removeFirst(state.events.count - eventsMax)
      }
      for waiter in state.waiters.values { waiter.wake() }
    }
  }

  /// The events after `number`, waiting for the first one at most so long.
  func events(since number: Int, waitMilliseconds: Int) -> [HostEvent] {
    guard waitMilliseconds > 0, let waker = try? Waker() else { return events(since: number) }
    let key = ObjectIdentifier(waker)
    let mayWait = state.withLock { state in
      guard !state.isClosed, state.next <= number + 1 || state.events.isEmpty else { return false }
      state.waiters[key] = waker
      return true
    }
    if mayWait {
      waker.wait(waitMilliseconds)
      state.withLock { state in _ = state.waiters.removeValue(forKey: key) }
    }
    return events(since: number)
  }

  /// Sends everyone home who waits.
  func close() {
    state.withLock { state in
      state.isClosed = true
      for waiter in state.waiters.values { waiter.wake() }
    }
  }

  private func events(since number: Int) -> [HostEvent] {
    state.withLock { state in
      let first = state.events.partitioningIndex { $0.number > number }
      return Array(state.events[first...].prefix(HostLinkLimits.eventsMax))
    }
  }

  private func reserve(_ state: inout State) throws(HostAgentError) {
    let reserved = state.next + Self.reservation
    try onDisk { () throws(DiskError) in
      try DurableFile.write(Array(String(reserved).utf8), to: path, mode: 0o600)
    }
    state.reserved = reserved
  }
}

extension [HostEvent] {
  /// The first index whose event satisfies `isSecond`, which holds from some index on.
  fileprivate func partitioningIndex(where isSecond: (HostEvent) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isSecond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
