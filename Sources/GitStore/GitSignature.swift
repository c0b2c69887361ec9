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
  package init?(line: ArraySlice<UInt8>) {
    guard let open = line.firstIndex(of: UInt8(ascii: "<")),
      let close = line.lastIndex(of: UInt8(ascii: ">")), open < close
    else { return nil }
    let words = line[(close + 1)...].split(separator: UInt8(ascii: " "))
      .map { String(decoding: $0, as: UTF8.self) }
    guard words.count == 2, let seconds = Int64(words[0]), (0..<1 << 40).contains(seconds),
      words[1].utf8.count == 5, let zone = Int(words[1]),
      words[1].hasPrefix("+") || words[1].hasPrefix("-")
    else { return nil }
    let (hours, minutes) = zone.quotientAndRemainder(dividingBy: 100)
    let name = line[..<open]
    self.init(
      name: String(
        decoding: name.last == UInt8(ascii: " ") ? name.dropLast() : name, as: UTF8.self),
      email: String(decoding: line[(open + 1)..<close], as: UTF8.self),
      time: Instant(milliseconds: seconds * 1000), offsetMinutes: hours * 60 + minutes)
  }

  private static func clean(_ text: String) -> String {
    let isClean = text.utf8.allSatisfy {
      $0 >= 0x20 && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">")
    }
    return isClean
      ? text : String(text.unicodeScalars.filter { $0.value >= 0x20 && $0 != "<" && $0 != ">" })
  }
}
