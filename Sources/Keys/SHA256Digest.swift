import Crypto

/// SHA-256 in bytes, for trees of hashes; `Digest` is for everything that has a name.
package enum SHA256Digest {
  /// Computes the 32 bytes of the digest of `parts`, one behind the other.
  package static func of(_ parts: [UInt8]...) -> [UInt8] {
    var state = SHA256()
    for part in parts { part.withUnsafeBytes { state.update(bufferPointer: $0) } }
    return Array(state.finalize())
  }
}
