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
