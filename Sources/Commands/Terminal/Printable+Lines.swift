import Vocabulary

extension Printable {
  /// Bytes of a value that are shown.
  static let valueBytesMax = 64

  /// A value as JSON, cut where it is long.
  static func value(_ value: JSON) -> String {
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

  /// Breaks a text at its spaces into lines of at most 80 columns, where that is possible; all but
  /// the first are indented.
  static func lines(_ text: String, indentation: Int, width: Int = 80) -> [String] {
    let indent = String(repeating: " ", count: indentation)
    var lines: [String] = []
    var line = String(text.prefix { $0 == " " })
    var isEmpty = true
    for word in text.split(separator: " ") {
      if isEmpty {
        line += word
      } else if line.count + 1 + word.count <= width {
        line += " " + word
      } else {
        lines.append(line)
        line = indent + word
      }
      isEmpty = false
    }
    return lines + [line]
  }
}
