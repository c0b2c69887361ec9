package import Vocabulary

/// Who did something to a commit, and when: an author or committer line.
package struct GitSignature: Hashable, Sendable {
  /// The name.
  package let name: String
  /// The e-mail address.
  package let email: String
  /// When, in whole seconds.
  package let time: Instant
  /// Minutes east of UTC that the clock on the wall showed.
  package let offsetMinutes: Int

  /// Makes a signature; part of a second is dropped, and so are the characters that would break
  /// the line.
  package init(name: String, email: String, time: Instant, offsetMinutes: Int = 0) {
    self.name = Self.clean(name)
    self.email = Self.clean(email)
    self.time = Instant(milliseconds: time.milliseconds / 1000 * 1000)
    self.offsetMinutes = offsetMinutes
  }

  /// The text behind `author` or `committer` in a commit.
  package var line: String {
    let (hours, minutes) = abs(offsetMinutes).quotientAndRemainder(dividingBy: 60)
    let zone = String(10_000 + hours * 100 + minutes).dropFirst()
    return "\(name) <\(email)> \(time.milliseconds / 1000) \(offsetMinutes < 0 ? "-" : "+")\(zone)"
  }

  /// Reads what `line` writes, or returns `nil`.
  package init?(line: some StringProtocol) {
    guard let open = line.firstIndex(of: "<"), let close = line.lastIndex(of: ">"), open < close
    else { return nil }
    let words = line[line.index(after: close)...].split(separator: " ")
    guard words.count == 2, let seconds = Int64(words[0]), (0..<1 << 40).contains(seconds),
      words[1].utf8.count == 5, let zone = Int(words[1]), "+-".contains(words[1].prefix(1))
    else { return nil }
    let (hours, minutes) = zone.quotientAndRemainder(dividingBy: 100)
    let name = line[..<open]
    self.init(
      name: String(name.hasSuffix(" ") ? name.dropLast() : name),
      email: String(line[line.index(after: open)..<close]),
      time: Instant(milliseconds: seconds * 1000), offsetMinutes: hours * 60 + minutes)
  }

  private static func clean(_ text: String) -> String {
    String(text.unicodeScalars.filter { $0.value >= 0x20 && $0 != "<" && $0 != ">" })
  }
}
