/// Base 64 with padding (RFC 4648 §4), strict in both directions.
///
/// Here because the pure layers write envelopes and signatures without Foundation.
package enum Base64 {
  /// Writes `bytes` with padding and without line breaks.
  package static func encode(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: encodedBytes(Array(bytes)), as: UTF8.self)
  }

  /// Writes `bytes` as `encode` does, as bytes.
  package static func encodedBytes(_ bytes: [UInt8]) -> [UInt8] {
    var text = [UInt8]()
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var group: UInt32 = 0
    var held = 0
    for byte in bytes {
      group = group << 8 | UInt32(byte)
      held += 1
      if held == 3 {
        text.append(alphabet[Int(group >> 18 & 63)])
        text.append(alphabet[Int(group >> 12 & 63)])
        text.append(alphabet[Int(group >> 6 & 63)])
        text.append(alphabet[Int(group & 63)])
        (group, held) = (0, 0)
      }
    }
    if held > 0 {
      group <<= UInt32(8 * (3 - held))
      for place in 0..<4 {
        text.append(place <= held ? alphabet[Int(group >> UInt32(18 - 6 * place) & 63)] : pad)
      }
    }
    return text
  }

  /// Reads what `encode` writes, or returns `nil`: other lengths, alphabets, stray bits and
  /// line breaks are refused, so that each byte string has exactly one text.
  package static func decode(_ text: some StringProtocol) -> [UInt8]? {
    decode(Array(text.utf8)[...])
  }

  /// Reads bytes as `decode` reads text.
  package static func decode(_ source: ArraySlice<UInt8>) -> [UInt8]? {
    guard source.count.isMultiple(of: 4) else { return nil }
    let padding = source.reversed().prefix(while: { $0 == pad }).count
    guard padding <= 2 else { return nil }
    var bytes = [UInt8]()
    bytes.reserveCapacity(source.count / 4 * 3)
    var group: UInt32 = 0
    var bits = 0
    for byte in source.dropLast(padding) {
      let value = values[Int(byte)]
      guard value < 64 else { return nil }
      group = group << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
      }
    }
    return group & ((1 << UInt32(bits)) - 1) == 0 ? bytes : nil
  }

  private static let pad = UInt8(ascii: "=")
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, letter) in alphabet.enumerated() { table[Int(letter)] = UInt8(value) }
    return table
  }()
}
