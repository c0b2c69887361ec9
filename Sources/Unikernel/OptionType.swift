package import Vocabulary

/// The type of an option, by the name that `module.yaml` gives it.
package enum OptionType: String, Hashable, Sendable, CaseIterable {
  case boolean
  case integer
  case string
  case strings = "list<string>"
  case stringMap = "map<string>"
  case stringsMap = "map<list<string>>"
  /// The path of a folder of the policy repository whose files are sealed into the image.
  case directory

  /// Tells whether `value` is of this type.
  package func admits(_ value: OptionValue) -> Bool {
    switch (self, value) {
    case (.boolean, .boolean), (.integer, .integer), (.string, .string), (.directory, .string):
      true
    case (.strings, .list(let elements)): elements.allSatisfy(Self.string.admits)
    case (.stringMap, .map(let members)): members.values.allSatisfy(Self.string.admits)
    case (.stringsMap, .map(let members)): members.values.allSatisfy(Self.strings.admits)
    default: false
    }
  }
}
