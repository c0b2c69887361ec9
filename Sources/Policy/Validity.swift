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

  /// Tells whether it never changes.
  package var isConstant: Bool { notBefore == nil && notAfter == nil && schedule == nil }
}

// MARK: - The clock

extension Validity {
  /// Tells whether it holds at an instant.
  package func holds(at time: Instant) -> Bool {
    notBefore.map { $0 <= time } != false && notAfter.map { time < $0 } != false
  }

  /// The first instant after `time` at which that can change; `nil` for never.
  package func nextChange(after time: Instant) -> Instant? {
    [notBefore, notAfter].compactMap(\.self).filter { $0 > time }.min()
  }
}
