import Vocabulary

extension Printable {
  /// A message on a document, not endless.
  static func message(_ text: String) -> String {
    Self.text(text, charactersMax: Limits.messageCharactersMax)
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
}
