import Vocabulary

/// Writes values one behind the other, without names or types: who reads them knows both.
struct IndexWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ value: Int) {
    // The sign last, and seven bits a byte: small numbers are short.
    var rest = UInt64(bitPattern: Int64(value << 1 ^ value >> (Int.bitWidth - 1)))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write<Elements: Collection>(
    _ elements: Elements, _ body: (Elements.Element, inout IndexWriter) -> Void
  ) {
    write(elements.count)
    for element in elements { body(element, &self) }
  }

  mutating func write<Value>(_ value: Value?, _ body: (Value, inout IndexWriter) -> Void) {
    write(value == nil ? 0 : 1)
    if let value { body(value, &self) }
  }

  /// Writes a place in the file that all of this is about.
  mutating func write(_ location: SourceLocation) {
    write(location.line)
    write(location.column)
  }

  mutating func write(_ instant: Instant) { write(Int(instant.milliseconds)) }
}
