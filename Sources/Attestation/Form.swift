import Vocabulary

/// Builds the JSON Schemas of this target.
enum Form {
  static let null: JSON = .object(["type": .string("null")])
  static let sha256: JSON = pattern("^sha256:[0-9a-f]{64}$", "A SHA-256 digest.")

  /// An in-toto ResourceDescriptor.
  static let descriptor = object(
    "A thing, identified by digests.",
    required: ["digest": map("Algorithm to hex digits.", of: text("Hex digits."))],
    optional: ["name": text("Its name."), "uri": text("Where it is.")])

  static func text(_ description: String) -> JSON {
    .object(["type": .string("string"), "description": .string(description)])
  }

  static func number(_ description: String, atLeast minimum: Int) -> JSON {
    .object([
      "type": .string("integer"), "description": .string(description),
      "minimum": .integer(minimum),
    ])
  }

  static func constant(_ text: String) -> JSON { .object(["const": .string(text)]) }

  static func choice(_ values: [String]) -> JSON {
    .object(["enum": .array(values.map(JSON.string))])
  }

  static func instant(_ description: String) -> JSON {
    pattern(
      #"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{3})?Z$"#, description)
  }

  static func commit(_ description: String) -> JSON { pattern("^[0-9a-f]{40}$", description) }

  static func list(_ element: JSON, atLeast minimum: Int = 0) -> JSON {
    .object([
      "type": .string("array"), "items": element, "minItems": .integer(minimum),
    ])
  }

  static func map(_ description: String, of value: JSON) -> JSON {
    .object([
      "type": .string("object"), "description": .string(description),
      "additionalProperties": value,
    ])
  }

  static func either(_ forms: JSON...) -> JSON { .object(["anyOf": .array(forms)]) }

  static func any(_ description: String, _ forms: [JSON]) -> JSON {
    .object(["description": .string(description), "anyOf": .array(forms)])
  }

  /// An object; `cases` are forms of its `predicate` that depend on its `predicateType`.
  static func object(
    _ description: String, required: [String: JSON] = [:], optional: [String: JSON] = [:],
    cases: [(type: String, predicate: JSON)] = []
  ) -> JSON {
    var members: [String: JSON] = [
      "type": .string("object"), "description": .string(description),
      "properties": .object(required.merging(optional) { left, _ in left }),
      "required": .array(required.keys.sorted().map(JSON.string)),
    ]
    if !cases.isEmpty {
      members["allOf"] = .array(
        cases.map { type, predicate in
          .object([
            "if": .object(["properties": .object(["predicateType": constant(type)])]),
            "then": .object(["properties": .object(["predicate": predicate])]),
          ])
        })
    }
    return .object(members)
  }

  private static func pattern(_ pattern: String, _ description: String) -> JSON {
    .object([
      "type": .string("string"), "description": .string(description),
      "pattern": .string(pattern),
    ])
  }
}
