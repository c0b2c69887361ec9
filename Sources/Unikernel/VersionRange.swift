/// The versions of a module that somebody accepts: every one from `lower` up to, but not with,
/// `upper`.
package struct VersionRange: Hashable, Sendable, CustomStringConvertible {
  /// Every version.
  package static let all = VersionRange(lower: Version(0), upper: nil, description: "*")

  /// The least version in the range.
  package let lower: Version
  /// The least version above the range; `nil` when it has no end.
  package let upper: Version?
  /// The range as it was written.
  package let description: String

  private init(lower: Version, upper: Version?, description: String) {
    self.lower = lower
    self.upper = upper
    self.description = description
  }

  /// Reads `*`, `1.2.3` (that one), `^1.2` (compatible: up to the next major, or minor of 0),
  /// `~1.2` (up to the next minor), or `>=1.2 <2`; returns `nil` for anything else and for ranges
  /// that hold nothing.
  package init?(_ text: String) {
    let words = text.split(separator: " ")
    switch (words.first, words.count) {
    case ("*", 1): self = .all
    case (let word?, 1) where word.hasPrefix("^"):
      guard let lower = Version(String(word.dropFirst())) else { return nil }
      let upper = lower.major > 0 ? Version(lower.major + 1) : Version(0, lower.minor + 1)
      self.init(lower: lower, upper: upper, description: text)
    case (let word?, 1) where word.hasPrefix("~"):
      guard let lower = Version(String(word.dropFirst())) else { return nil }
      self.init(lower: lower, upper: Version(lower.major, lower.minor + 1), description: text)
    case (let word?, 1) where word.hasPrefix(">="):
      guard let lower = Version(String(word.dropFirst(2))) else { return nil }
      self.init(lower: lower, upper: nil, description: text)
    case (let word?, 1) where word.hasPrefix("<"):
      guard let upper = Version(String(word.dropFirst())), upper > Version(0) else { return nil }
      self.init(lower: Version(0), upper: upper, description: text)
    case (let word?, 2) where word.hasPrefix(">=") && words[1].hasPrefix("<"):
      guard let lower = Version(String(word.dropFirst(2))),
        let upper = Version(String(words[1].dropFirst())), lower < upper
      else { return nil }
      self.init(lower: lower, upper: upper, description: text)
    case (let word?, 1):
      guard let version = Version(String(word)) else { return nil }
      let next = Version(version.major, version.minor, version.patch + 1)
      self.init(lower: version, upper: next, description: text)
    default: return nil
    }
  }

  /// Tells whether a version is accepted.
  package func contains(_ version: Version) -> Bool {
    version >= lower && upper.map { version < $0 } != false
  }
}
