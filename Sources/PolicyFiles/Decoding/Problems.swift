import Vocabulary

/// What is wrong with a file, gathered while it is decoded, so that all of it is told at once.
final class Problems {
  private(set) var diagnostics: [Diagnostic] = []

  /// Notes an error.
  func note(at location: SourceLocation, _ message: String, hint: String? = nil) {
    diagnostics.append(Diagnostic(at: location, message, hint: hint))
  }
}
