import Vocabulary

/// The members of a JSON Schema (draft 2020-12) that describes a value.
typealias Schema = [String: JSON]

extension Schema {
  /// The schema of a type.
  static func type(_ name: String) -> Schema { ["type": .string(name)] }

  /// The schema as one JSON value.
  var json: JSON { .object(self) }

  /// The schema that also admits null: YAML's way to leave out a value but not its key.
  var orNull: Schema {
    var schema = self
    switch schema["type"] {
    case .string(let type): schema["type"] = .array([.string(type), .string("null")])
    case .array(let types): schema["type"] = .array(types + [.string("null")])
    default: return ["anyOf": .array([json, Schema.type("null").json])]
    }
    if case .array(let choices) = schema["enum"] { schema["enum"] = .array(choices + [.null]) }
    return schema
  }

  /// The schema with a line for people.
  func described(_ doc: String) -> Schema { merging(["description": .string(doc)]) { $1 } }
}

extension JSON {
  /// The JSON Schema's way to write a list of words.
  static func words(_ words: [String]) -> JSON { .array(words.map(JSON.string)) }
}
