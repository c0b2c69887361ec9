/// Plain decimal numbers: digits only, so neither sign nor space slips in.
enum Decimal {
  static func number(_ text: Substring, in range: ClosedRange<Int>) -> Int? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text),
      range.contains(value)
    else { return nil }
    return value
  }

  static func port(_ text: Substring) -> UInt16? { number(text, in: 1...65535).map { UInt16($0) } }

  static func descriptor(_ text: Substring) -> Int32? {
    number(text, in: 0...Int(Int32.max)).map { Int32($0) }
  }
}
