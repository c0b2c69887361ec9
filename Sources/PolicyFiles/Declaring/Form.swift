import Vocabulary

/// What a text must look like to mean something: a name, a path, an instant.
struct Form<Value>: Sendable {
  /// What a schema says of it; without the type, so that keys can have the form too.
  let schema: Schema
  /// Reads a text, or returns `nil` if it has another form.
  let parse: @Sendable (String) -> Value?
  /// What is wrong with a text of another form.
  let complaint: @Sendable (String, Noun) -> String
  /// What to write instead.
  let hint: @Sendable (String) -> String?

  /// Makes a form of a regular expression (the part that JavaScript and Python share) and of what
  /// reads it.
  ///
  /// The expression may admit more than `parse` does, never less: tests hold that.
  init(
    _ pattern: String, maxLength: Int? = nil,
    complaint: @escaping @Sendable (String, Noun) -> String,
    hint: @escaping @Sendable (String) -> String?,
    parse: @escaping @Sendable (String) -> Value?
  ) {
    var schema: Schema = ["pattern": .string(pattern)]
    schema["maxLength"] = maxLength.map(JSON.integer)
    self.schema = schema
    self.parse = parse
    self.complaint = complaint
    self.hint = hint
  }

  /// Reads a text, or notes what is wrong with it and returns `nil`.
  func read(_ text: String, at location: SourceLocation, _ slot: Slot) -> Value? {
    if let value = parse(text) { return value }
    slot.note(at: location, complaint(Printable.excerpt(text), slot.noun), hint: hint(text))
    return nil
  }
}

extension Form where Value == String {
  /// A form that is its regular expression: for texts that are few, as the expression is slow.
  static func matching(
    _ pattern: String, maxLength: Int, complaint: @escaping @Sendable (String, Noun) -> String,
    hint: String? = nil
  ) -> Form {
    Form(pattern, maxLength: maxLength, complaint: complaint, hint: { _ in hint }) { text in
      // The length first: what comes back from a long way takes the expression long.
      guard text.unicodeScalars.count <= maxLength, let form = try? Regex(pattern) else {
        return nil
      }
      return text.wholeMatch(of: form.matchingSemantics(.unicodeScalar)) == nil ? nil : text
    }
  }
}

extension Kind {
  /// A string of a form.
  static func text(_ form: Form<Value>) -> Kind {
    Kind(Schema.type("string").merging(form.schema) { $1 }) { yaml, slot in
      slot.string(yaml).flatMap { form.read($0, at: yaml.location, slot) }
    }
  }
}
