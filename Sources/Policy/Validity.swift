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
