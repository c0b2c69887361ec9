/// Base 16, lower case (RFC 4648 §8).
package enum Hex {
  /// Writes `bytes` as two lower-case digits each.
  package static func encode(_ bytes: some Collection<UInt8>) -> String { encode(Array(bytes)) }

  /// Writes `bytes` as two lower-case digits each; not generic, for inner loops.
  package static func encode(_ bytes: [UInt8]) -> String {
    var text = [UInt8]()
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads an even number of lower-case digits, or returns `nil`.
  package static func decode(_ text: String) -> [UInt8]? {
    let source = Array(text.utf8)
    guard source.count.isMultiple(of: 2) else { return nil }
    var bytes = [UInt8]()
    bytes.reserveCapacity(source.count / 2)
    for index in stride(from: 0, to: source.count, by: 2) {
      guard let high = value(of: source[index]), let low = value(of: source[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  /// Tells whether `byte` is one of `0–9 a–f`.
  package static func isLowercaseDigit(_ byte: UInt8) -> Bool { value(of: byte) != nil }

  private static let digits = Array("0123456789abcdef".utf8)

  private static func value(of byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
