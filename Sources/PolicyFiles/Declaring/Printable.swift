import Vocabulary

/// Text of a document, fit to be shown: no control characters, no tricks with the direction of
/// writing, and not endless.
enum Printable {
  /// The text with `\u{…}` for what would not be shown as it is, cut where it is too long.
  static func text(_ text: String) -> String {
    let isPlain =
      text.utf8.count <= Limits.messageCharactersMax
      && text.utf8.allSatisfy { (0x20...0x7e).contains($0) }
    if isPlain { return text }
    var shown = ""
    for (count, scalar) in text.unicodeScalars.enumerated() {
      if count == Limits.messageCharactersMax { return shown + "…" }
      if isShown(scalar) {
        shown.unicodeScalars.append(scalar)
      } else {
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return shown
  }

  /// The beginning of a text that a message quotes, so that the message has room for its point.
  static func excerpt(_ text: String) -> String {
    // Bytes first: they are counted at once.
    guard text.utf8.count > Limits.quotedCharactersMax,
      text.unicodeScalars.count > Limits.quotedCharactersMax
    else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(Limits.quotedCharactersMax)))
      + "…"
  }

  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
    default: true
    }
  }
}
