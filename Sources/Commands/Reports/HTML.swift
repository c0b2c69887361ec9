import Vocabulary

/// Text that others wrote, as part of a page: never markup.
enum HTML {
  /// The text with every character that means something in HTML, attributes too, written as one
  /// that does not; controls are shown, and lines stay lines.
  static func text(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { escaped(Printable.text(String($0))) }.joined(separator: "\n")
  }

  private static func escaped(_ text: String) -> String {
    var safe = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": safe += "&amp;"
      case "<": safe += "&lt;"
      case ">": safe += "&gt;"
      case "\"": safe += "&quot;"
      case "'": safe += "&#39;"
      default: safe.unicodeScalars.append(character)
      }
    }
    return safe
  }
}
