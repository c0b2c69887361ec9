import Vocabulary

/// An Ed25519 public key in the forms that OpenSSH writes.
package struct SSHPublicKey: Hashable, Sendable {
  /// The only key type that Merlon signs with and verifies.
  package static let type = "ssh-ed25519"

  /// The 32 bytes of the key.
  package let bytes: [UInt8]

  /// Makes a key of its 32 bytes.
  package init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "an Ed25519 public key has 32 bytes")
    self.bytes = bytes
  }

  /// The wire form, whose SHA-256 is the fingerprint.
  ///
  /// `string type, string key`
  package var wire: [UInt8] { SSHWire.string(Self.type) + SSHWire.string(bytes) }

  /// Reads the wire form.
  package init(wire: [UInt8]) throws(AttestationError) {
    var reader = SSHWire.Reader(wire)
    guard let type = reader.text() else { throw AttestationError(.publicKey, "it is truncated") }
    guard type == Self.type else {
      throw AttestationError(.publicKey, "its type is \(type); only \(Self.type) is supported")
    }
    guard let bytes = reader.string(), bytes.count == 32, reader.isAtEnd else {
      throw AttestationError(.publicKey, "it does not have 32 bytes")
    }
    self.init(bytes: bytes)
  }

  /// The form of `.pub` files without a comment: `ssh-ed25519 AAAA…`.
  package var line: String { Self.type + " " + Base64.encode(wire) }

  /// Reads the form of `.pub` files; what follows the key is a comment.
  package init(parsing line: some StringProtocol) throws(AttestationError) {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard words.count >= 2 else {
      throw AttestationError(.publicKey, "expected '\(Self.type) AAAA…'")
    }
    guard words[0] == Self.type else {
      throw AttestationError(.publicKey, "its type is \(words[0]); only \(Self.type) is supported")
    }
    guard let wire = Base64.decode(words[1]) else {
      throw AttestationError(.publicKey, "it is not base 64")
    }
    try self.init(wire: wire)
  }
}
