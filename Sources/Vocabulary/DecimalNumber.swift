/// Decimal numbers as there is one text for each: digits alone, without a zero in front.
package enum DecimalNumber {
  /// Digits that are read at most.
  private static let digitsMax = 8

  /// Reads a number; `nil` for another text, or one that is greater than `most`.
  package static func read(_ text: some StringProtocol, upTo most: Int) -> Int? {
    let digits = text.utf8
    guard (1...digitsMax).contains(digits.count),
      digits.allSatisfy({ (0x30...0x39).contains($0) }),
      digits.count == 1 || digits.first != 0x30
    else { return nil }
    let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return number <= most ? number : nil
  }
}
