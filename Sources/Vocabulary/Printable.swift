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

  /// Bytes of a value that are shown.
  package static let valueBytesMax = 64

  /// A value as JSON, cut where it is long.
  package static func value(_ value: JSON) -> String {
    // What is cut off anyway need not be made fit.
    let full = text(String(value.canonical.prefix(valueBytesMax + 1)))
    guard full.utf8.count > valueBytesMax else { return full }
    var short = ""
    for character in full {
      guard short.utf8.count + character.utf8.count <= valueBytesMax else { break }
      short.append(character)
    }
    return short + "…"
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
