package import Vocabulary

/// One option with a value: the paper's c ∈ C(m), a condition that the module's code can meet.
package struct Setting: Hashable, Sendable {
  /// The option's name.
  package let option: OptionName
  /// The value it shall have.
  package let value: OptionValue

  /// Makes a setting.
  package init(_ option: OptionName, _ value: OptionValue) {
    self.option = option
    self.value = value
  }
}
