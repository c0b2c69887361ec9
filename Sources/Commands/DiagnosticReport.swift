import Vocabulary

/// Writes diagnostics like a compiler, or for programs.
struct DiagnosticReport {
  private let format: OutputFormat
  private let terminal = Terminal()

  init(_ format: OutputFormat) { self.format = format }

  /// Writes all of them, and what they come to.
  func write(_ diagnostics: [Diagnostic], summary: String) {
    let errors = diagnostics.count { $0.severity == .error }
    switch format {
    case .json:
      terminal.say(
        JSON.object([
          "schema": .string("https://merlon.dev/schema/diagnostics/v1"),
          "diagnostics": .array(diagnostics.map(Self.json)), "errors": .integer(errors),
        ]).indented)
    case .text:
      for diagnostic in diagnostics { terminal.say(Self.text(diagnostic, terminal)) }
      guard errors > 0 else {
        terminal.say(terminal.styled("ok", .good) + ": \(summary)")
        return
      }
      terminal.say("\(errors) \(errors == 1 ? "error" : "errors"): mend and check again")
    }
  }

  /// One diagnostic with its severity in colour.
  static func text(_ diagnostic: Diagnostic, _ terminal: Terminal) -> String {
    let style: Terminal.Style = diagnostic.severity == .error ? .bad : .warning
    let severity = terminal.styled(diagnostic.severity.rawValue, style)
    let hint = diagnostic.hint.map { "\n  hint: \($0)" } ?? ""
    return "\(diagnostic.location): \(severity): \(diagnostic.message)\(hint)"
  }

  private static func json(_ diagnostic: Diagnostic) -> JSON {
    var members: [String: JSON] = [
      "severity": .string(diagnostic.severity.rawValue),
      "file": .string(diagnostic.location.file), "line": .integer(diagnostic.location.line),
      "column": .integer(diagnostic.location.column), "message": .string(diagnostic.message),
    ]
    members["hint"] = diagnostic.hint.map(JSON.string)
    return .object(members)
  }
}
