/// The version of a module: `MAJOR.MINOR.PATCH` (Semantic Versioning 2.0.0, without pre-releases).
package struct Version: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Changes when users have to change.
  package let major: Int
  /// Changes when something was added.
  package let minor: Int
  /// Changes when something was mended.
  package let patch: Int

  /// Makes a version of its parts.
  package init(_ major: Int, _ minor: Int = 0, _ patch: Int = 0) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Reads `1`, `1.2` or `1.2.3`, missing parts being 0, or returns `nil`: no leading zeros, each
  /// part at most 999 999.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { return nil }
    var numbers: [Int] = []
    for part in parts {
      let isNumber = !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
      guard isNumber, part.utf8.count <= 6, part == "0" || !part.hasPrefix("0"),
        let number = Int(part)
      else { return nil }
      numbers.append(number)
    }
    numbers += [0, 0]
    self.init(numbers[0], numbers[1], numbers[2])
  }

  /// All three parts.
  package var description: String { "\(major).\(minor).\(patch)" }

  /// Orders by major, then minor, then patch.
  package static func < (left: Self, right: Self) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }
}
