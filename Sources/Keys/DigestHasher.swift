import Crypto
package import Vocabulary

/// SHA-256 over bytes that come piece by piece.
package struct DigestHasher: Sendable {
  private var state = SHA256()

  /// Starts with no bytes.
  package init() {}

  /// Takes the next bytes.
  package mutating func update(_ bytes: some Collection<UInt8>) {
    let isDone: Void? = bytes.withContiguousStorageIfAvailable { bytes in
      state.update(bufferPointer: UnsafeRawBufferPointer(bytes))
    }
    if isDone == nil { update(Array(bytes)) }
  }

  /// Takes the next bytes from memory that the caller keeps.
  package mutating func update(bufferPointer: UnsafeRawBufferPointer) {
    state.update(bufferPointer: bufferPointer)
  }

  /// Returns the digest of everything taken so far.
  package func finalize() -> Vocabulary.Digest { Vocabulary.Digest(bytes: Array(state.finalize())) }
}
