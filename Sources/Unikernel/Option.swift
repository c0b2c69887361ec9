package import Vocabulary

/// What a module lets its user choose: one of the configuration points that span C(m).
package struct Option: Hashable, Sendable {
  /// The values that it takes.
  package let type: OptionType
  /// The value when nobody asks for one; `nil` when somebody must.
  package let defaultValue: OptionValue?
  /// How two demands become one value; `nil` when they must be equal.
  package let merge: MergeRule?
  /// One line for people.
  package let doc: String

  /// Makes an option.
  package init(
    type: OptionType, defaultValue: OptionValue? = nil, merge: MergeRule? = nil, doc: String = ""
  ) {
    self.type = type
    self.defaultValue = defaultValue
    self.merge = merge
    self.doc = doc
  }
}
