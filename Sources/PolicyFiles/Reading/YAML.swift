import Vocabulary

/// A YAML node with its place: what is left of a document once aliases are expanded.
struct YAML {
  /// The node's value by YAML 1.2's core schema: unquoted `true`, `12`, `1.5` and `null` are no
  /// strings.
  enum Content {
    case null
    case boolean(Bool, text: String)
    case integer(Int, text: String)
    /// A number that is no decimal integer of 64 bits: documents have no use for these, and take
    /// them only in quotes.
    case number(String)
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
    case .boolean(let value, _): "the boolean \(value)"
    case .integer(let value, _): "the integer \(value)"
    case .number(let text): "the number \(Printable.excerpt(text))"
    case .string: "a string"
    case .list: "a list"
    case .map: "a mapping"
    }
  }
}
