package import Attestation
import Crypto
import CryptoExtras
import Vocabulary

extension SSHPublicKey {
  /// The fingerprint that `ssh-keygen -l` prints: `SHA256:` and base 64 without padding.
  package var fingerprint: String {
    let digest = Base64.encode(Array(SHA256.hash(data: wire)))
    return "SHA256:" + digest.prefix { $0 != "=" }
  }

  /// Tells whether `signature` is this key's over `bytes`, in plain Ed25519; keys of another kind
  /// make none.
  package func isValid(signature: [UInt8], for bytes: [UInt8]) -> Bool {
    guard algorithm == .ed25519,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: self.bytes)
    else { return false }
    return key.isValidSignature(signature, for: bytes)
  }

  /// Tells whether `signature`, which says that this key made it, is over `bytes`.
  func isValid(_ signature: SSHSignature, for bytes: [UInt8]) -> Bool {
    guard algorithm.signatureFormats.contains(signature.format) else { return false }
    switch algorithm {
    case .ed25519: return isValid(signature: signature.bytes, for: bytes)
    case .ecdsaP256:
      return (try? P256.Signing.PublicKey(x963Representation: self.bytes)).flatMap { key in
        pair(signature).flatMap { try? P256.Signing.ECDSASignature(rawRepresentation: $0) }
          .map { key.isValidSignature($0, for: bytes) }
      } ?? false
    case .ecdsaP384:
      return (try? P384.Signing.PublicKey(x963Representation: self.bytes)).flatMap { key in
        pair(signature).flatMap { try? P384.Signing.ECDSASignature(rawRepresentation: $0) }
          .map { key.isValidSignature($0, for: bytes) }
      } ?? false
    case .ecdsaP521:
      return (try? P521.Signing.PublicKey(x963Representation: self.bytes)).flatMap { key in
        pair(signature).flatMap { try? P521.Signing.ECDSASignature(rawRepresentation: $0) }
          .map { key.isValidSignature($0, for: bytes) }
      } ?? false
    case .rsa: return isValidRSA(signature, for: bytes)
    }
  }

  /// The two numbers of an ECDSA signature, each as long as a coordinate.
  private func pair(_ signature: SSHSignature) -> [UInt8]? {
    guard let length = algorithm.curve?.bytes else { return nil }
    var reader = SSHWire.Reader(signature.bytes)
    guard let r = reader.magnitude(), let s = reader.magnitude(), reader.isAtEnd,
      r.count <= length, s.count <= length
    else { return nil }
    return Self.padded(r, to: length) + Self.padded(s, to: length)
  }

  private func isValidRSA(_ signature: SSHSignature, for message: [UInt8]) -> Bool {
    guard signature.bytes.count <= bytes.count,
      let key = try? _RSA.Signing.PublicKey(n: bytes, e: exponent)
    else { return false }
    // OpenSSH takes signatures that lack zeros in front, and so does this.
    let raw = _RSA.Signing.RSASignature(
      rawRepresentation: Self.padded(signature.bytes, to: bytes.count))
    return signature.format == "rsa-sha2-256"
      ? key.isValidSignature(raw, for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
      : key.isValidSignature(raw, for: SHA512.hash(data: message), padding: .insecurePKCS1v1_5)
  }

  private static func padded(_ bytes: [UInt8], to count: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: count - bytes.count) + bytes
  }
}
