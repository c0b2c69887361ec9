import Vocabulary

extension Form where Value == Int {
  /// Memory in MiB: `32MiB` or `1GiB`.
  static let memory = Form(
    "^[0-9]+(MiB|GiB)$",
    complaint: { text, _ in "\"\(text)\" is not an amount of memory" },
    hint: { _ in "write it as 32MiB or 1GiB, at most \(Limits.memoryMiBMax)MiB" },
    parse: { text in
      guard text.hasSuffix("MiB") || text.hasSuffix("GiB"), let count = count(text.dropLast(3))
      else { return nil }
      let unit = text.hasSuffix("GiB") ? 1024 : 1
      return count <= Limits.memoryMiBMax / unit ? count * unit : nil
    })

  /// Time in seconds: a number and s, m, h or d.
  static let duration = Form(
    "^[0-9]+[smhd]$",
    complaint: { text, _ in "\"\(text)\" is not a duration" },
    hint: { _ in "write it as 90s, 15m, 24h or 7d" },
    parse: { text in
      let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
      guard let unit = text.last.flatMap({ units[$0] }) else { return nil }
      return count(text.dropLast()).map { $0 * unit }
    })

  /// A number from 1, of so few digits that it can be multiplied.
  private static func count(_ digits: Substring) -> Int? {
    guard digits.utf8.count <= 9, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(digits).flatMap { $0 > 0 ? $0 : nil }
  }
}
