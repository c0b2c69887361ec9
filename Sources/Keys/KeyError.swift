/// Why a key file cannot be read, written or used.
package struct KeyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What stands in the way; callers switch over it to choose what to do next.
  package enum Kind: Sendable {
    /// There is no such file.
    case missing
    /// There is a file already, which would be overwritten.
    case exists
    /// Others than the owner may read the file.
    case exposed
    /// A passphrase protects the key.
    case encrypted
    /// The file does not hold an Ed25519 key in OpenSSH's format.
    case malformed
    /// The system refused.
    case system
  }

  /// What stands in the way.
  package let kind: Kind
  /// The file.
  package let path: String
  /// What is wrong, and what to do next.
  package let detail: String

  /// Makes an error.
  package init(_ kind: Kind, path: String, _ detail: String) {
    self.kind = kind
    self.path = path
    self.detail = detail
  }

  /// All in one sentence.
  package var description: String { "key file \(path): \(detail)" }
}
