package import Vocabulary

/// Who may sign: an `allowed_signers` file in the format of ssh-keygen and git.
package struct AllowedSigners: Hashable, Sendable {
  /// The lines, in the order of the file.
  package let entries: [AllowedSigner]

  /// Makes a list.
  package init(_ entries: [AllowedSigner]) { self.entries = entries }

  /// The text of the file.
  package var text: String { entries.map { $0.line + "\n" }.joined() }

  /// Everyone who may sign with `key`, whatever the time and purpose.
  package func signers(with key: SSHPublicKey) -> [AllowedSigner] {
    entries.filter { $0.key == key }
  }

  /// The first signer who may sign with `key` for `namespace` at `instant`, or `nil`.
  package func signer(
    of key: SSHPublicKey, namespace: String, at instant: Instant
  ) -> AllowedSigner? {
    entries.first { $0.key == key && $0.mayUse(namespace: namespace) && $0.isValid(at: instant) }
  }
}

// MARK: - Reading

extension AllowedSigners {
  /// Reads the text of a file whose every line must be good; warnings are passed over.
  package init(parsing text: String, file: String) throws(AllowedSignersError) {
    let (signers, diagnostics) = Self.parse(text, file: file)
    let errors = diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else { throw AllowedSignersError(diagnostics: errors) }
    self = signers
  }

  /// Reads the text of a file and reports every line that it cannot honour.
  ///
  /// A line with a diagnostic of severity error is left out of the result: refuse the file, or
  /// go on with fewer signers, never with more.
  package static func parse(
    _ text: String, file: String
  ) -> (signers: AllowedSigners, diagnostics: [Diagnostic]) {
    var entries: [AllowedSigner] = []
    var diagnostics: [Diagnostic] = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let trimmed = line.drop(while: \.isWhitespace)
      guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
      do throws(AllowedSignerLine.Problem) {
        entries.append(try AllowedSignerLine(trimmed).signer())
      } catch {
        diagnostics.append(
          Diagnostic(
            error.severity, at: SourceLocation(file: file, line: index + 1, column: 1),
            error.message, hint: error.hint))
      }
    }
    return (AllowedSigners(entries), diagnostics)
  }
}
