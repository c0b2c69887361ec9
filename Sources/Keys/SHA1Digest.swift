import Crypto

/// SHA-1, which git names its objects and packs by.
///
/// It tells damage, not forgery: nothing is trusted because of it that no signature vouches for.
package enum SHA1Digest {
  /// Computes the 20 bytes of the digest of `bytes`.
  package static func of(_ bytes: [UInt8]) -> [UInt8] {
    var state = Insecure.SHA1()
    bytes.withUnsafeBytes { state.update(bufferPointer: $0) }
    return Array(state.finalize())
  }
}
