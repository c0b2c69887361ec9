package import Vocabulary

/// One thing that a requirement asks for differently than before.
package struct Alteration: Hashable, Sendable {
  /// What the difference does to what the requirement promises.
  package enum Effect: String, Hashable, Sendable, CaseIterable {
    /// It lets more through.
    case weakened
    /// Which way it goes cannot be known here: a person has to look.
    case changed
    /// It lets less through.
    case strengthened
  }

  /// What the difference does.
  package let effect: Effect
  /// What differs: `module tls`, `access-control.anonymous`, `limit textKiB`, `probe GET /admin`.
  package let subject: String
  /// What was asked for; `nil` for nothing.
  package let old: JSON?
  /// What is asked for now; `nil` for nothing.
  package let new: JSON?
  /// Where it stands; the requirement itself for what is no longer there.
  package let location: SourceLocation

  init(
    _ effect: Effect, _ subject: String, from old: JSON?, to new: JSON?, at location: SourceLocation
  ) {
    self.effect = effect
    self.subject = subject
    self.old = old
    self.new = new
    self.location = location
  }
}
