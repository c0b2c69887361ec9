import Vocabulary
import Yams

/// What to tell about a text that is not YAML.
enum MalformedYAML {
  static func diagnostics(for error: any Error, text: String, file: String) -> [Diagnostic] {
    func at(_ mark: Mark) -> SourceLocation {
      SourceLocation(file: file, line: mark.line, column: mark.column)
    }
    let whole = SourceLocation(file: file)
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let causes = causes(in: text, file: file, through: mark.line)
      guard causes.isEmpty else { return causes }
      return [
        Diagnostic(
          at: at(mark), "malformed YAML: \(problem)",
          hint: context.map { "\($0.text) at \(file):\($0.mark.line):\($0.mark.column)" })
      ]
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = Printable.message(Spelling.list(duplicates))
      return [
        Diagnostic(
          at: at(context.mark), "the key \(keys) stands twice in one mapping",
          hint: "join the two values")
      ]
    case .reader(let problem, _, _, _):
      return [Diagnostic(at: whole, "malformed YAML: \(problem)", hint: "save it as UTF-8")]
    default:
      return [Diagnostic(at: whole, "malformed YAML: \(Printable.message("\(error)"))")]
    }
  }

  /// What in the lines up to `last` is the likely cause, when the text is malformed: tabs that
  /// indent, which the scanner calls characters that cannot start a token, and byte order marks of
  /// files that were joined.
  private static func causes(in text: String, file: String, through last: Int) -> [Diagnostic] {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var causes: [Diagnostic] = []
    for (index, line) in lines.prefix(last).enumerated() {
      let indentation = line.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      if let tab = indentation.firstIndex(of: UInt8(ascii: "\t")) {
        let column = indentation.distance(from: indentation.startIndex, to: tab) + 1
        causes.append(
          Diagnostic(
            at: SourceLocation(file: file, line: index + 1, column: column),
            "a tab indents the line; YAML takes only spaces", hint: "put two spaces in its place",
            fix: Diagnostic.Fix(replace: "\t", with: "  ")))
      } else if line.starts(with: "\u{feff}".utf8) {
        causes.append(
          Diagnostic(
            at: SourceLocation(file: file, line: index + 1, column: 1),
            "a byte order mark stands inside the file",
            hint: "take it out: files that have one were joined",
            fix: Diagnostic.Fix(replace: "\u{feff}", with: "")))
      }
      if causes.count == Limits.diagnosticsPerFileMax { break }
    }
    return causes
  }
}
