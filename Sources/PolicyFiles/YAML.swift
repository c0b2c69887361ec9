import Vocabulary

/// A YAML node with its place: what is left of a document once aliases are expanded.
struct YAML {
  /// The node's value by YAML 1.2's core schema: unquoted `true`, `12` and `null` are no strings.
  enum Content {
    case null
    case boolean(Bool)
    case integer(Int)
    case string(String)
    case list([YAML])
    case map([Member])
  }

  /// One key with its value.
  struct Member {
    let key: String
    let location: SourceLocation
    let value: YAML
  }

  let content: Content
  let location: SourceLocation

  /// What this is, for people.
  var noun: String {
    switch content {
    case .null: "nothing"
    case .boolean(let value): "the boolean \(value)"
    case .integer(let value): "the integer \(value)"
    case .string: "a string"
    case .list: "a list"
    case .map: "a mapping"
    }
  }
}
