/// Text that others wrote made fit to be shown: on one line, and no control of a terminal or of the
/// direction of writing in it.
package enum Printable {
  /// The text with `\u{…}` for what would not be shown as it is, cut after `charactersMax`.
  package static func text(_ text: String, charactersMax: Int = .max) -> String {
    let isPlain =
      text.utf8.count <= charactersMax && text.utf8.allSatisfy { (0x20...0x7e).contains($0) }
    if isPlain { return text }
    var shown = ""
    for (count, scalar) in text.unicodeScalars.enumerated() {
      if count == charactersMax { return shown + "…" }
      if isShown(scalar) {
        shown.unicodeScalars.append(scalar)
      } else {
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return shown
  }

  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      false
    default: true
    }
  }
}
