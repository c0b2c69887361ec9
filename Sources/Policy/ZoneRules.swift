package import Vocabulary

/// The offsets of a time zone from UTC, resolved once by whoever reads documents, so that the
/// domain needs no time zone database.
package struct ZoneRules: Hashable, Sendable {
  /// An instant at which the offset changes.
  package struct Transition: Hashable, Sendable {
    /// When.
    package let at: Instant
    /// The offset from then on, in seconds east of UTC.
    package let offsetSeconds: Int

    /// Makes a transition.
    package init(at: Instant, offsetSeconds: Int) {
      self.at = at
      self.offsetSeconds = offsetSeconds
    }
  }

  /// UTC.
  package static let utc = ZoneRules(name: "UTC", offsetSeconds: 0, transitions: [])

  /// The zone's name in the IANA database.
  package let name: String
  /// The offset before the first transition, in seconds east of UTC.
  package let offsetSeconds: Int
  /// The transitions, oldest first.
  package let transitions: [Transition]

  /// Makes rules.
  package init(name: String, offsetSeconds: Int, transitions: [Transition]) {
    self.name = name
    self.offsetSeconds = offsetSeconds
    self.transitions = transitions
  }
}

// MARK: - Local time

extension ZoneRules {
  /// The greatest local time that clocks in the zone have shown up to and at `instant`, in
  /// milliseconds since 1970-01-01T00:00 of local time.
  ///
  /// Not the local time itself, so that an hour that is repeated does not count twice.
  /// - Complexity: O(t) for t transitions.
  func latestLocal(through instant: Instant) -> Int64 {
    var latest = Int64.min
    for period in periods where period.start <= instant.milliseconds {
      latest = max(latest, min(period.end - 1, instant.milliseconds) + period.offset)
    }
    return latest
  }

  /// The first instant at which clocks in the zone show `local` or more: for a local time that is
  /// skipped the end of the gap, for one that is repeated its first occurrence.
  ///
  /// - Complexity: O(t) for t transitions.
  func instant(ofLocal local: Int64) -> Instant {
    for period in periods {
      let candidate = max(period.start, local - period.offset)
      if candidate < period.end { return Instant(milliseconds: candidate) }
    }
    return Instant(milliseconds: .max)
  }

  /// Tells whether the offset is one and the same from `start` through `end`.
  func isSteady(from start: Instant, through end: Instant) -> Bool {
    !transitions.contains { start < $0.at && $0.at <= end }
  }

  /// The times between transitions, oldest first, each up to and without its end.
  private var periods: some Sequence<(start: Int64, end: Int64, offset: Int64)> {
    (-1..<transitions.count).lazy.map { index in
      let next = index + 1
      return (
        start: index < 0 ? .min : transitions[index].at.milliseconds,
        end: next < transitions.count ? transitions[next].at.milliseconds : .max,
        offset: Int64(index < 0 ? offsetSeconds : transitions[index].offsetSeconds) * 1000
      )
    }
  }
}
