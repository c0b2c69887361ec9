/// The wire encoding of SSH (RFC 4251 §5): lengths in 32 bits, most significant byte first.
package enum SSHWire {
  /// Encodes a number.
  package static func integer(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// Encodes a string: its length, then its bytes.
  package static func string(_ bytes: some Collection<UInt8>) -> [UInt8] {
    integer(UInt32(bytes.count)) + Array(bytes)
  }

  /// Encodes the UTF-8 of a text as a string.
  package static func string(_ text: String) -> [UInt8] { string(Array(text.utf8)) }

  /// Encodes a number that is not negative, most significant byte first: without zeros before it,
  /// but for one that keeps the sign bit clear.
  package static func magnitude(_ bytes: [UInt8]) -> [UInt8] {
    let digits = bytes.drop { $0 == 0 }
    return string(digits.first.map { $0 >= 0x80 } ?? false ? [0] + digits : Array(digits))
  }

  /// Reads encoded values one after the other; each method returns `nil` where the bytes end.
  package struct Reader {
    private let bytes: [UInt8]
    private var offset = 0

    /// Makes a reader at the start of `bytes`.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Tells whether everything has been read.
    package var isAtEnd: Bool { offset == bytes.count }
    /// What has not been read yet.
    package var rest: [UInt8] { Array(bytes[offset...]) }

    /// Reads `count` bytes.
    package mutating func raw(_ count: Int) -> [UInt8]? {
      guard count >= 0, count <= bytes.count - offset else { return nil }
      defer { offset += count }
      return Array(bytes[offset..<offset + count])
    }

    /// Reads a number.
    package mutating func integer() -> UInt32? {
      raw(4)?.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads a string's bytes.
    package mutating func string() -> [UInt8]? {
      guard let count = integer() else { return nil }
      return raw(Int(count))
    }

    /// Reads a number that is not negative and is encoded as `magnitude(_:)` does it: no other
    /// encoding of it is taken, so that one key has one form.
    package mutating func magnitude() -> [UInt8]? {
      guard let bytes = string() else { return nil }
      return SSHWire.magnitude(bytes) == SSHWire.string(bytes)
        ? Array(bytes.drop { $0 == 0 }) : nil
    }

    /// Reads a string that must be UTF-8.
    package mutating func text() -> String? {
      string().flatMap { String(validating: $0, as: UTF8.self) }
    }
  }
}
