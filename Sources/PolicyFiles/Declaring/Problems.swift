import Vocabulary

/// What is wrong with a file, gathered while it is decoded, so that all of it is told at once.
final class Problems {
  private(set) var diagnostics: [Diagnostic] = []

  /// Notes an error.
  ///
  /// What the document says is made harmless first: it may hold anything, and ends up in
  /// terminals.
  func note(
    at location: SourceLocation, _ message: String, hint: String? = nil,
    fix: Diagnostic.Fix? = nil
  ) {
    guard diagnostics.count < Limits.diagnosticsPerFileMax else { return }
    diagnostics.append(
      Diagnostic(
        at: location, Printable.message(message), hint: hint.map(Printable.message), fix: fix))
    if diagnostics.count == Limits.diagnosticsPerFileMax {
      diagnostics.append(
        Diagnostic(
          at: SourceLocation(file: location.file),
          "the file has more than \(Limits.diagnosticsPerFileMax) errors; the rest is not told",
          hint: "mend these first"))
    }
  }
}
