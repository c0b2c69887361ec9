import Vocabulary

extension Printable {
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
