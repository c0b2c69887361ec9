import Crypto

/// SHA-512, which SSH signatures are made over.
package enum SHA512Digest {
  /// Computes the 64 bytes of the digest of `bytes`.
  package static func of(_ bytes: [UInt8]) -> [UInt8] {
    var state = SHA512()
    bytes.withUnsafeBytes { state.update(bufferPointer: $0) }
    return Array(state.finalize())
  }
}
