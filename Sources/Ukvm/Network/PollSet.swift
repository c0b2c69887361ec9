import Glibc

/// The descriptors of one turn of the companion's loop.
struct PollSet {
  private var entries: [pollfd] = []

  mutating func clear() { entries.removeAll(keepingCapacity: true) }

  /// Adds a descriptor and gives its place.
  mutating func add(_ descriptor: Int32, _ events: Int32) -> Int {
    entries.append(pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: events), revents: 0))
    return entries.count - 1
  }

  /// What happened at a place, as `poll` reports it.
  func events(at place: Int) -> Int32 {
    entries.indices.contains(place) ? Int32(entries[place].revents) : 0
  }

  /// Waits until something happens; a negative time means without end.
  ///
  /// - Returns: Whether the events can be relied upon.
  mutating func wait(milliseconds: Int32) -> Bool {
    let count = nfds_t(entries.count)
    return unsafe entries.withUnsafeMutableBufferPointer {
      unsafe poll($0.baseAddress, count, milliseconds)
    } >= 0
  }
}
