import Vocabulary

/// What a value of a document may be, declared once: how it is read, and the JSON Schema that
/// tells others.
struct Kind<Value>: Sendable {
  /// What editors and other programs are told.
  let schema: Schema
  /// Reads a value, or notes what is wrong with it and returns `nil`.
  let read: @Sendable (YAML, Slot) -> Value?

  /// Makes a kind; whoever does so answers for the two saying the same.
  init(_ schema: Schema, read: @escaping @Sendable (YAML, Slot) -> Value?) {
    self.schema = schema
    self.read = read
  }
}

extension Kind {
  /// The same, made into something else; `rules` is what the step checks, as far as a schema can
  /// say it.
  func then<Other>(
    rules: Schema = [:], _ step: @escaping @Sendable (Value, Place) -> Other?
  ) -> Kind<Other> {
    let read = read
    return Kind<Other>(schema.merging(rules) { $1 }) { yaml, slot in
      read(yaml, slot).flatMap { step($0, Place(value: yaml.location, slot: slot)) }
    }
  }

  /// The same under another name in messages.
  func called(_ words: String) -> Kind {
    let read = read
    return Kind(schema) { yaml, slot in read(yaml, slot.called(.words(words))) }
  }

  /// The same with the place of its key.
  var located: Kind<Located<Value>> {
    then { value, place in Located(value: value, location: place.slot.key) }
  }

  /// The same with its own place.
  var valued: Kind<Located<Value>> {
    then { value, place in Located(value: value, location: place.value) }
  }
}
