/// A JSON value (RFC 8259) restricted to what Merlon signs: no fractions, no duplicate keys.
package indirect enum JSON: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case string(String)
  case array([JSON])
  case object([String: JSON])
}

// MARK: - Access

extension JSON {
  /// The member `key` of an object, or `nil`.
  package subscript(key: String) -> JSON? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  /// The text of a string, or `nil`.
  package var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The value of an integer, or `nil`.
  package var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  /// The value of a boolean, or `nil`.
  package var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
  /// The elements of an array, or `nil`.
  package var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
  /// The members of an object, or `nil`.
  package var object: [String: JSON]? { if case .object(let value) = self { value } else { nil } }
}

// MARK: - Writing

extension JSON {
  /// The one text of this value, which is what gets hashed and signed.
  ///
  /// Members are sorted by the bytes of their keys, there is no white space, and only quotation
  /// marks, backslashes and control characters are escaped.
  package var canonical: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// The value on several lines, for people; members sorted like the canonical text.
  package var indented: String {
    var text = ""
    write(to: &text, indentation: 0)
    return text
  }

  private func write(to text: inout String, indentation: Int? = nil) {
    let inner = indentation.map { $0 + 2 }
    func newLine(_ depth: Int?) {
      if let depth { text += "\n" + String(repeating: " ", count: depth) }
    }
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .string(let value): JSON.write(value, to: &text)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        newLine(inner)
        element.write(to: &text, indentation: inner)
      }
      if !elements.isEmpty { newLine(indentation) }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, key) in members.keys.sorted(by: JSON.precedes).enumerated() {
        if index > 0 { text += "," }
        newLine(inner)
        JSON.write(key, to: &text)
        text += indentation == nil ? ":" : ": "
        members[key]?.write(to: &text, indentation: inner)
      }
      if !members.isEmpty { newLine(indentation) }
      text += "}"
    }
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  private static func write(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..."\u{1f}", "\u{7f}": text += "\\u00" + Hex.encode([UInt8(scalar.value)])
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
