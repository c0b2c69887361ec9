/// The core schema of YAML 1.2 (§10.3): what a scalar without quotes means.
enum CoreSchema {
  /// The content of a plain scalar.
  static func resolve(_ text: String) -> YAML.Content {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true, text: text)
    case "false", "False", "FALSE": return .boolean(false, text: text)
    default: break
    }
    // Most scalars are words: one look at the first byte is enough.
    guard let first = text.utf8.first, isDigit(first) || "+-.".utf8.contains(first),
      isNumber(text.utf8[...])
    else { return .string(text) }
    return Int(text).map { .integer($0, text: text) } ?? .number(text)
  }

  private static func isNumber(_ text: Substring.UTF8View) -> Bool {
    if text.starts(with: "0o".utf8) || text.starts(with: "0x".utf8) {
      let isHexadecimal = text.starts(with: "0x".utf8)
      return text.count > 2
        && text.dropFirst(2).allSatisfy { byte in
          isHexadecimal
            ? isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
            : (0x30...0x37).contains(byte)
        }
    }
    if isOne(text, of: [".nan", ".NaN", ".NAN"]) { return true }
    var rest = text
    if rest.first.map("+-".utf8.contains) == true { rest.removeFirst() }
    if isOne(rest, of: [".inf", ".Inf", ".INF"]) { return true }
    return isDecimal(rest)
  }

  private static func isOne(_ text: Substring.UTF8View, of words: [String]) -> Bool {
    words.contains { text.elementsEqual($0.utf8) }
  }

  /// `12`, `12.`, `12.5`, `.5`, each perhaps with an exponent.
  private static func isDecimal(_ text: Substring.UTF8View) -> Bool {
    var rest = text
    let whole = digits(&rest)
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = digits(&rest)
    }
    guard whole + fraction > 0 else { return false }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first.map("+-".utf8.contains) == true { rest.removeFirst() }
      guard digits(&rest) > 0 else { return false }
    }
    return rest.isEmpty
  }

  /// Takes digits off the front and counts them.
  private static func digits(_ text: inout Substring.UTF8View) -> Int {
    let rest = text.drop(while: isDigit)
    defer { text = rest }
    return text.count - rest.count
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
