/// An argument of the monitor that cannot be honoured.
package struct OptionError: Error, Equatable, Sendable {
  package let option: String
  package let problem: String
}
