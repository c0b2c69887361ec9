import Vocabulary

extension Slot {
  /// The text of a string.
  func string(_ yaml: YAML) -> String? {
    switch yaml.content {
    case .string(let text): return text
    case .boolean(_, let text), .integer(_, let text), .number(let text):
      note(
        at: yaml.location, "\(noun.text) must be a string, not \(yaml.noun)",
        hint: "put it in quotes", fix: Diagnostic.Fix(replace: text, with: "\"\(text)\""))
    default: note(at: yaml.location, "\(noun.text) must be a string, not \(yaml.noun)")
    }
    return nil
  }
}

extension Kind where Value == String {
  /// Any string.
  static var string: Kind { Kind(.type("string")) { yaml, slot in slot.string(yaml) } }

  /// The one string `text`.
  static func constant(_ text: String, _ complaint: String) -> Kind {
    Kind(["const": .string(text)]) { yaml, slot in
      guard let read = slot.string(yaml) else { return nil }
      if read == text { return text }
      slot.note(at: yaml.location, complaint)
      return nil
    }
  }
}

extension Kind where Value == Int {
  /// An integer in a range.
  static func integer(_ range: ClosedRange<Int>) -> Kind {
    let schema: Schema = [
      "type": .string("integer"), "minimum": .integer(range.lowerBound),
      "maximum": .integer(range.upperBound),
    ]
    return Kind(schema) { yaml, slot in
      if case .integer(let number, _) = yaml.content, range.contains(number) { return number }
      var hint: String?
      if case .string(let text) = yaml.content, Int(text) != nil {
        hint = "write it without quotes"
      }
      slot.note(
        at: yaml.location,
        "\(slot.noun.text) must be an integer from \(range.lowerBound) to \(range.upperBound)",
        hint: hint)
      return nil
    }
  }

  /// A TCP port.
  static var port: Kind { .integer(1...65_535) }
}

extension Kind where Value == Bool {
  /// `true` or `false`; what YAML 1.1 took for booleans is refused with the right word.
  static var boolean: Kind {
    Kind(.type("boolean")) { yaml, slot in
      if case .boolean(let value, _) = yaml.content { return value }
      var word: String?
      if case .string(let text) = yaml.content { word = text }
      let meant = word.flatMap { Self.yaml11[$0.lowercased()] }
      slot.note(
        at: yaml.location, "\(slot.noun.text) must be true or false",
        hint: meant.map { "YAML 1.2 has only true and false: write \($0)" },
        fix: meant.flatMap { meant in
          word.map { Diagnostic.Fix(replace: $0, with: meant ? "true" : "false") }
        })
      return nil
    }
  }

  private static var yaml11: [String: Bool] {
    ["yes": true, "on": true, "y": true, "no": false, "off": false, "n": false]
  }
}

extension Kind
where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
  /// One of the cases of an enumeration.
  static func choice(of _: Value.Type) -> Kind {
    let words = Value.allCases.map(\.rawValue)
    return Kind(["type": .string("string"), "enum": .words(words)]) { yaml, slot in
      guard let text = slot.string(yaml) else { return nil }
      if let choice = Value(rawValue: text) { return choice }
      slot.noteUnknown(
        text, among: words, at: yaml.location,
        "\(slot.noun.text) cannot be \"\(Printable.excerpt(text))\"",
        otherwise: "it can be \(Spelling.list(words))")
      return nil
    }
  }
}
