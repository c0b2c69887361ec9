import ArgumentParser

/// How diagnostics are written.
enum DiagnosticFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  /// SARIF 2.1.0, for code scanning.
  case sarif

  init(_ format: OutputFormat) {
    self = format == .json ? .json : .text
  }
}
