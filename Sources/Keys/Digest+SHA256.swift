package import Vocabulary

extension Vocabulary.Digest {
  /// Computes the SHA-256 digest of `bytes`.
  package static func sha256(_ bytes: some Collection<UInt8>) -> Self {
    var hasher = DigestHasher()
    hasher.update(bytes)
    return hasher.finalize()
  }

  /// Computes the SHA-256 digest of the UTF-8 of `text`.
  package static func sha256(_ text: String) -> Self { sha256(text.utf8) }
}
