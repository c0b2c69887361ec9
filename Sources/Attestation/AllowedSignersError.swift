package import Vocabulary

/// Why the text of an `allowed_signers` file is refused.
package struct AllowedSignersError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, line by line; not empty.
  package let diagnostics: [Diagnostic]

  /// The diagnostics, one below the other.
  package var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}
