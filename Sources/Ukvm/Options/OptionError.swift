/// An argument of the monitor that cannot be honoured.
package struct OptionError: Error, Equatable, Sendable {
  /// The argument as it was given.
  package let option: String
  /// What it should have been.
  package let problem: String
}
