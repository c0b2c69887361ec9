import Vocabulary

/// One field of a mapping: its key, what its value may be, and a line about it for people.
struct Field<Value>: Sendable {
  let key: String
  let isRequired: Bool
  let schema: Schema
  /// Reads the field of a mapping, or notes what is wrong and returns `nil`.
  let read: @Sendable (Mapping) -> Value?
}

extension Field {
  /// A field that must be there.
  static func required(_ key: String, _ kind: Kind<Value>, _ doc: String) -> Field {
    Field(key: key, isRequired: true, schema: kind.schema.described(doc)) { mapping in
      if let member = mapping.value(of: key) { return mapping.read(member, as: kind) }
      mapping.slot.note(
        at: mapping[key]?.location ?? mapping.location,
        "\(mapping.slot.noun.text) needs a value for \(key)")
      return nil
    }
  }

  /// A field that may be left out.
  static func optional<Wrapped>(
    _ key: String, _ kind: Kind<Wrapped>, _ doc: String
  ) -> Field where Value == Wrapped? {
    Field(key: key, isRequired: false, schema: kind.schema.orNull.described(doc)) { mapping in
      guard let member = mapping.value(of: key) else { return .some(nil) }
      return mapping.read(member, as: kind).map(Optional.some)
    }
  }

  /// A field that has a value when it is left out; `shown` is how documents write that value, if
  /// readers should know.
  static func defaulted(
    _ key: String, _ kind: Kind<Value>, _ value: Value, shown: JSON? = nil, _ doc: String
  ) -> Field where Value: Sendable {
    var schema = kind.schema.orNull.described(doc)
    schema["default"] = shown
    return Field(key: key, isRequired: false, schema: schema) { mapping in
      guard let member = mapping.value(of: key) else { return value }
      return mapping.read(member, as: kind)
    }
  }
}
