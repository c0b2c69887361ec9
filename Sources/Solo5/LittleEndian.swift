/// Bounded little-endian reads; `nil` for anything that is not wholly inside.
extension [UInt8] {
  /// Reads an integer at byte `offset`, which may be hostile.
  func integer<T: FixedWidthInteger & UnsignedInteger>(
    _: T.Type = T.self, at offset: UInt64
  ) -> T? {
    guard let range = range(at: offset, count: UInt64(T.bitWidth / 8)) else { return nil }
    var value: T = 0
    for index in range.reversed() { value = value << 8 | T(truncatingIfNeeded: self[index]) }
    return value
  }

  /// Turns a hostile offset and length into a range of indices, or `nil`.
  func range(at offset: UInt64, count length: UInt64) -> Range<Int>? {
    let size = UInt64(count)
    guard offset <= size, length <= size - offset else { return nil }
    return Int(offset)..<Int(offset + length)
  }

  /// Appends an integer, least byte first.
  package mutating func append(littleEndian value: some FixedWidthInteger) {
    for shift in stride(from: 0, to: value.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
