package import Vocabulary

/// When a requirement or an image holds: the paper's time-limited validity.
///
/// The empty validity holds always. Everything in it must hold.
package struct Validity: Hashable, Sendable {
  /// Holds from this instant on.
  package let notBefore: Instant?
  /// Holds before this instant, and not at it.
  package let notAfter: Instant?
  /// Holds only in recurring windows.
  package let schedule: Schedule?

  /// Makes a validity.
  package init(notBefore: Instant? = nil, notAfter: Instant? = nil, schedule: Schedule? = nil) {
    self.notBefore = notBefore
    self.notAfter = notAfter
    self.schedule = schedule
  }
}

// MARK: - Time

extension Validity {
  /// Tells whether it holds at an instant.
  package func holds(at instant: Instant) -> Bool {
    if let notBefore, instant < notBefore { return false }
    if let notAfter, instant >= notAfter { return false }
    return schedule?.isOpen(at: instant) != false
  }

  /// The first instant after the given one at which `holds` can differ, or `nil` if it never does
  /// again.
  ///
  /// It is never later than the next change; see `Schedule.nextChange(after:)` for when it is
  /// sooner.
  package func nextChange(after instant: Instant) -> Instant? {
    if let notAfter, instant >= notAfter { return nil }
    var change: Instant?
    if let notBefore, instant < notBefore {
      change = holds(at: notBefore) ? notBefore : schedule?.nextChange(after: notBefore)
    } else {
      change = schedule?.nextChange(after: instant)
    }
    guard let notAfter else { return change }
    if let next = change, next < notAfter { return next }
    return holds(at: instant) ? notAfter : nil
  }
}
