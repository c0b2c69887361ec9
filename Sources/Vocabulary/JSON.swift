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
  package var canonical: String { String(decoding: canonicalBytes, as: UTF8.self) }

  /// The bytes of the canonical text.
  package var canonicalBytes: [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(1 << 10)
    write(to: &text)
    return text
  }

  /// The value on several lines, for people; members sorted like the canonical text.
  package var indented: String {
    var text: [UInt8] = []
    write(to: &text, indentation: 0)
    return String(decoding: text, as: UTF8.self)
  }

  private func write(to text: inout [UInt8], indentation: Int? = nil) {
    let inner = indentation.map { $0 + 2 }
    func newLine(_ depth: Int?) {
      if let depth { text += ("\n" + String(repeating: " ", count: depth)).utf8 }
    }
    switch self {
    case .null: text += "null".utf8
    case .boolean(let value): text += (value ? "true" : "false").utf8
    case .integer(let value): text += String(value).utf8
    case .string(let value): JSON.write(value, to: &text)
    case .array(let elements):
      text.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        newLine(inner)
        element.write(to: &text, indentation: inner)
      }
      if !elements.isEmpty { newLine(indentation) }
      text.append(UInt8(ascii: "]"))
    case .object(let members):
      text.append(UInt8(ascii: "{"))
      for (index, key) in members.keys.sorted(by: JSON.precedes).enumerated() {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        newLine(inner)
        JSON.write(key, to: &text)
        text += (indentation == nil ? ":" : ": ").utf8
        members[key]?.write(to: &text, indentation: inner)
      }
      if !members.isEmpty { newLine(indentation) }
      text.append(UInt8(ascii: "}"))
    }
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    // The bytes as they lie in memory: going through them one by one costs as much as all the rest.
    let isBefore = left.utf8.withContiguousStorageIfAvailable { left in
      right.utf8.withContiguousStorageIfAvailable { left.lexicographicallyPrecedes($0) }
    }
    return isBefore.flatMap(\.self) ?? left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  private static func write(_ value: String, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    let start = text.count
    text += value.utf8
    if text[start...].contains(where: isEscaped) {
      text.removeSubrange(start...)
      for byte in value.utf8 { write(byte, to: &text) }
    }
    text.append(UInt8(ascii: "\""))
  }

  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x7f || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private static func write(_ byte: UInt8, to text: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""): text += "\\\"".utf8
    case UInt8(ascii: "\\"): text += "\\\\".utf8
    case UInt8(ascii: "\n"): text += "\\n".utf8
    case UInt8(ascii: "\r"): text += "\\r".utf8
    case UInt8(ascii: "\t"): text += "\\t".utf8
    case _ where isEscaped(byte): text += ("\\u00" + Hex.encode([byte])).utf8
    default: text.append(byte)
    }
  }
}
