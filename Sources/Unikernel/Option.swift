package import Vocabulary

/// What a module lets its user choose: one of the configuration points that span C(m).
package struct Option: Hashable, Sendable {
  /// The values that it takes.
  package let type: OptionType
  /// The value when nobody asks for one; `nil` when somebody must.
  package let defaultValue: OptionValue?
  /// How two demands become one value; `nil` when they must be equal.
  package let merge: MergeRule?
  /// What its texts must look like, if more than any text.
  package let format: OptionFormat?
  /// The texts that it can have; any when empty.
  package let choices: [String]
  /// The least and the most of a number, of the bytes of a text, or of the entries of the rest.
  package let range: ClosedRange<Int>?
  /// One line for people.
  package let doc: String

  /// Makes an option.
  package init(
    type: OptionType, defaultValue: OptionValue? = nil, merge: MergeRule? = nil,
    format: OptionFormat? = nil, choices: [String] = [], range: ClosedRange<Int>? = nil,
    doc: String = ""
  ) {
    self.type = type
    self.defaultValue = defaultValue
    self.merge = merge
    self.format = format
    self.choices = choices
    self.range = range
    self.doc = doc
  }
}
