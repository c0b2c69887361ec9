import Vocabulary

/// That bytes are not what an `IndexWriter` wrote.
struct IndexDamage: Error {}

/// Reads what an `IndexWriter` wrote.
struct IndexReader {
  private let bytes: ArraySlice<UInt8>
  private var place: Int
  /// The file that all of this is about.
  let file: String

  init(_ bytes: ArraySlice<UInt8>, file: String) {
    self.bytes = bytes
    place = bytes.startIndex
    self.file = file
  }

  var isAtEnd: Bool { place == bytes.endIndex }

  mutating func integer() throws(IndexDamage) -> Int {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard place < bytes.endIndex else { throw IndexDamage() }
      let byte = bytes[place]
      place += 1
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return Int(Int64(bitPattern: value >> 1) ^ -Int64(value & 1)) }
    }
    throw IndexDamage()
  }

  /// A number of things that are yet to come, each at least a byte.
  private mutating func count() throws(IndexDamage) -> Int {
    let count = try integer()
    guard (0...(bytes.endIndex - place)).contains(count) else { throw IndexDamage() }
    return count
  }

  mutating func string() throws(IndexDamage) -> String {
    let count = try count()
    defer { place += count }
    guard let text = String(validating: bytes[place..<place + count], as: UTF8.self) else {
      throw IndexDamage()
    }
    return text
  }

  mutating func array<Element>(
    _ body: (inout IndexReader) throws(IndexDamage) -> Element
  ) throws(IndexDamage) -> [Element] {
    let count = try count()
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try body(&self)) }
    return elements
  }

  mutating func optional<Value>(
    _ body: (inout IndexReader) throws(IndexDamage) -> Value
  ) throws(IndexDamage) -> Value? {
    try integer() == 0 ? nil : try body(&self)
  }

  mutating func location() throws(IndexDamage) -> SourceLocation {
    SourceLocation(file: file, line: try integer(), column: try integer())
  }

  mutating func instant() throws(IndexDamage) -> Instant {
    Instant(milliseconds: Int64(try integer()))
  }

  mutating func name<Subject>() throws(IndexDamage) -> Name<Subject> {
    try checked(Name(try string()))
  }

  mutating func choice<Choice: RawRepresentable>() throws(IndexDamage) -> Choice
  where Choice.RawValue == String {
    try checked(Choice(rawValue: try string()))
  }

  /// A value that must be one.
  func checked<Value>(_ value: Value?) throws(IndexDamage) -> Value {
    guard let value else { throw IndexDamage() }
    return value
  }
}
