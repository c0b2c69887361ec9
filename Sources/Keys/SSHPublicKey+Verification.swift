package import Attestation
import Crypto
import Vocabulary

extension SSHPublicKey {
  /// The fingerprint that `ssh-keygen -l` prints: `SHA256:` and base 64 without padding.
  package var fingerprint: String {
    let digest = Base64.encode(Array(SHA256.hash(data: wire)))
    return "SHA256:" + digest.prefix { $0 != "=" }
  }

  /// Tells whether `signature` is this key's over `bytes`.
  package func isValid(signature: [UInt8], for bytes: [UInt8]) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: self.bytes) else {
      return false
    }
    return key.isValidSignature(signature, for: bytes)
  }
}
