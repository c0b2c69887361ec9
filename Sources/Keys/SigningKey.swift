package import Attestation
import Crypto
import Vocabulary

/// An Ed25519 key that signs: commits in SSH's format, statements in DSSE's.
package struct SigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey
  /// The public half.
  package let publicKey: SSHPublicKey
  /// The SSH fingerprint `SHA256:…` of the public half.
  package let fingerprint: String

  private init(_ key: Curve25519.Signing.PrivateKey) {
    self.key = key
    publicKey = SSHPublicKey(bytes: Array(key.publicKey.rawRepresentation))
    fingerprint = publicKey.fingerprint
  }

  /// Makes a new key.
  package init() { self.init(Curve25519.Signing.PrivateKey()) }
}

// MARK: - Files

extension SigningKey {
  /// Reads the file that `ssh-keygen -t ed25519 -N ''` or `write(toFile:comment:)` made.
  package init(readingFile path: String) throws(KeyError) {
    let text = String(decoding: try KeyFile.read(path), as: UTF8.self)
    do throws(OpenSSHKeyFormat.Problem) {
      let seed = try OpenSSHKeyFormat.read(text).seed
      guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
        throw OpenSSHKeyFormat.Problem(kind: .malformed, reason: "its key is not usable")
      }
      self.init(key)
    } catch {
      throw KeyError(error.kind, path: path, error.reason)
    }
  }

  /// Writes the key to a new file that only its owner may read, and its public half to
  /// `path.pub`; neither may exist.
  package func write(toFile path: String, comment: String) throws(KeyError) {
    let text = OpenSSHKeyFormat.write(
      seed: Array(key.rawRepresentation), publicKey: publicKey, comment: comment,
      check: RandomBytes.make(4))
    try KeyFile.create(path, Array(text.utf8), mode: 0o600)
    let line = publicKey.line + (comment.isEmpty ? "" : " " + comment) + "\n"
    try KeyFile.create(path + ".pub", Array(line.utf8), mode: 0o644)
  }
}

// MARK: - Signing

extension SigningKey {
  /// Signs `bytes`: the 64 bytes of plain Ed25519, the same ones each time.
  package func sign(_ bytes: [UInt8]) throws(KeyError) -> [UInt8] {
    guard let signature = try? key.signature(for: bytes) else {
      throw KeyError(.system, path: fingerprint, "the key could not sign")
    }
    return Array(signature)
  }

  /// Signs `message` as `ssh-keygen -Y sign -n namespace` does and returns the armour without
  /// a final newline.
  package func sshSignature(of message: [UInt8], namespace: String) throws(KeyError) -> String {
    let signed = SSHSignature.signedBytes(
      namespace: namespace, hash: .sha512, digest: SHA512Digest.of(message))
    return SSHSignature(publicKey: publicKey, namespace: namespace, bytes: try sign(signed))
      .armoured
  }

  /// Puts `statement` into a signed envelope.
  package func envelope(of statement: Statement) throws(KeyError) -> Envelope {
    try Envelope(sealing: statement, keyID: fingerprint) { message throws(KeyError) in
      try sign(message)
    }
  }
}
