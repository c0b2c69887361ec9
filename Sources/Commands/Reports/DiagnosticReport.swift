import Vocabulary

/// Writes diagnostics like a compiler, or for programs.
struct DiagnosticReport {
  private let format: DiagnosticFormat
  private let terminal = Terminal()

  init(_ format: DiagnosticFormat) { self.format = format }

  init(_ format: OutputFormat) { self.init(DiagnosticFormat(format)) }

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
    case .sarif: terminal.say(SarifLog(diagnostics).json.indented)
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
    let hint = diagnostic.hint.map { "\n  hint: \(Printable.text($0))" } ?? ""
    return "\(Printable.text(diagnostic.location.description)): \(severity): "
      + Printable.text(diagnostic.message) + hint
  }

  static func json(_ diagnostic: Diagnostic) -> JSON {
    var members: [String: JSON] = [
      "severity": .string(diagnostic.severity.rawValue),
      "file": .string(diagnostic.location.file), "line": .integer(diagnostic.location.line),
      "column": .integer(diagnostic.location.column), "message": .string(diagnostic.message),
    ]
    members["hint"] = diagnostic.hint.map(JSON.string)
    members["fix"] = diagnostic.fix.map {
      .object(["old": .string($0.old), "new": .string($0.new)])
    }
    return .object(members)
  }
}
