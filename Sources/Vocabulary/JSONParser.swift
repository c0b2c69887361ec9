/// Why a text is not the JSON that Merlon accepts.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The byte where reading stopped, from 0.
  package let offset: Int
  /// What was wrong there.
  package let reason: String
  /// The offset and the reason in one sentence.
  package var description: String { "invalid JSON at byte \(offset): \(reason)" }
}

extension JSON {
  /// Reads one JSON text: strict UTF-8, no duplicate keys, integers only, nesting bounded by
  /// `Limits.jsonDepthMax` and size by `Limits.jsonBytesMax`.
  package static func parse(_ text: some Collection<UInt8>) throws(JSONError) -> JSON {
    guard text.count <= Limits.jsonBytesMax else {
      throw JSONError(offset: 0, reason: "longer than \(Limits.jsonBytesMax) bytes")
    }
    var parser = JSONParser(bytes: Array(text))
    return try parser.document()
  }

  /// Reads one JSON text; see `parse(_:)` for bytes.
  package static func parse(_ text: String) throws(JSONError) -> JSON { try parse(text.utf8) }
}

/// A recursive-descent reader over bytes; one use.
private struct JSONParser {
  let bytes: [UInt8]
  var offset = 0
  var depth = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONError) -> JSON {
    let value = try value()
    skipSpace()
    guard offset == bytes.count else { throw error("text after the value") }
    return value
  }

  private func error(_ reason: String) -> JSONError { JSONError(offset: offset, reason: reason) }

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      offset += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    offset += 1
    return true
  }

  private mutating func take(word: String, _ value: JSON) throws(JSONError) -> JSON {
    guard bytes[offset...].starts(with: word.utf8) else { throw error("expected \(word)") }
    offset += word.utf8.count
    return value
  }

  private mutating func value() throws(JSONError) -> JSON {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try take(word: "true", .boolean(true))
    case UInt8(ascii: "f"): return try take(word: "false", .boolean(false))
    case UInt8(ascii: "n"): return try take(word: "null", .null)
    case nil: throw error("the text ends where a value was expected")
    default: return .integer(try integer())
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(JSONError) -> JSON
  ) throws(JSONError) -> JSON {
    guard depth < Limits.jsonDepthMax else {
      throw error("nested deeper than \(Limits.jsonDepthMax)")
    }
    depth += 1
    offset += 1
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func object() throws(JSONError) -> JSON {
    var members: [String: JSON] = [:]
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      skipSpace()
      let key = try string()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw error("expected ':'") }
      guard members.updateValue(try value(), forKey: key) == nil else {
        throw error("duplicate key '\(key)'")
      }
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw error("expected ',' or '}'") }
    return .object(members)
  }

  private mutating func array() throws(JSONError) -> JSON {
    var elements: [JSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    repeat {
      elements.append(try value())
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw error("expected ',' or ']'") }
    return .array(elements)
  }

  private mutating func integer() throws(JSONError) -> Int {
    let start = offset
    _ = take(UInt8(ascii: "-"))
    while let byte = next, (0x30...0x39).contains(byte) { offset += 1 }
    let digits = String(decoding: bytes[start..<offset], as: UTF8.self)
    let magnitude = digits.hasPrefix("-") ? digits.dropFirst() : digits[...]
    guard let value = Int(digits), magnitude.count == 1 || !magnitude.hasPrefix("0"),
      digits != "-0"
    else { throw error("expected a value") }
    if let byte = next, byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") {
      throw error("numbers with a fraction or an exponent are not accepted")
    }
    return value
  }

  private mutating func string() throws(JSONError) -> String {
    guard take(UInt8(ascii: "\"")) else { throw error("expected a string") }
    let start = offset
    while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
      offset += 1
    }
    // Nearly all strings have nothing to replace in them.
    if next == UInt8(ascii: "\""),
      let string = String(validating: bytes[start..<offset], as: UTF8.self)
    {
      offset += 1
      return string
    }
    var text = Array(bytes[start..<offset])
    while let byte = next {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw error("a string is not UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): text += try escape()
      case 0..<0x20: throw error("a control character in a string")
      default: text.append(byte)
      }
    }
    throw error("the text ends inside a string")
  }

  private mutating func escape() throws(JSONError) -> [UInt8] {
    guard let byte = next else { throw error("the text ends inside an escape") }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "r"): return [0x0d]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0c]
    case UInt8(ascii: "u"): return Array(String(Character(try unicode())).utf8)
    default: throw error("an unknown escape")
    }
  }

  private mutating func unicode() throws(JSONError) -> Unicode.Scalar {
    let high = try codeUnit()
    guard UTF16.isLeadSurrogate(high) else {
      guard let scalar = Unicode.Scalar(high) else { throw error("an unpaired surrogate") }
      return scalar
    }
    guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
      throw error("an unpaired surrogate")
    }
    let low = try codeUnit()
    guard UTF16.isTrailSurrogate(low) else { throw error("an unpaired surrogate") }
    let value = 0x10000 + (UInt32(high) - 0xd800) << 10 + (UInt32(low) - 0xdc00)
    guard let scalar = Unicode.Scalar(value) else { throw error("an unpaired surrogate") }
    return scalar
  }

  private mutating func codeUnit() throws(JSONError) -> UInt16 {
    guard offset + 4 <= bytes.count,
      bytes[offset..<offset + 4].allSatisfy({ Hex.isLowercaseDigit($0 | 0x20) }),
      let value = UInt16(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
    else { throw error("expected four hexadecimal digits") }
    offset += 4
    return value
  }
}
