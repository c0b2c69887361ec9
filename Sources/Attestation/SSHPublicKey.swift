import Vocabulary

/// A public key in the forms that OpenSSH writes.
///
/// Merlon itself signs with Ed25519 only; people may sign commits of policy with the other kinds.
package struct SSHPublicKey: Hashable, Sendable {
  /// The kinds of keys whose signatures are verified, by the names that OpenSSH has for them.
  package enum Algorithm: String, Hashable, Sendable, CaseIterable {
    case ed25519 = "ssh-ed25519"
    case ecdsaP256 = "ecdsa-sha2-nistp256"
    case ecdsaP384 = "ecdsa-sha2-nistp384"
    case ecdsaP521 = "ecdsa-sha2-nistp521"
    case rsa = "ssh-rsa"
  }

  /// The key type that Merlon signs with.
  package static let type = Algorithm.ed25519.rawValue

  /// What kind of key it is.
  package let algorithm: Algorithm
  /// The 32 bytes of an Ed25519 key, the uncompressed point of an ECDSA key, the modulus of an RSA
  /// key.
  package let bytes: [UInt8]
  /// The public exponent of an RSA key; empty for the others.
  package let exponent: [UInt8]

  /// Makes an Ed25519 key of its 32 bytes.
  package init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "an Ed25519 public key has 32 bytes")
    self.init(.ed25519, bytes)
  }

  private init(_ algorithm: Algorithm, _ bytes: [UInt8], exponent: [UInt8] = []) {
    self.algorithm = algorithm
    self.bytes = bytes
    self.exponent = exponent
  }
}

// MARK: - The wire form

extension SSHPublicKey {
  /// The wire form, whose SHA-256 is the fingerprint: `string type`, then what the type asks for.
  package var wire: [UInt8] {
    let head = SSHWire.string(algorithm.rawValue)
    if let curve = algorithm.curve {
      return head + SSHWire.string(curve.name) + SSHWire.string(bytes)
    }
    return algorithm == .rsa
      ? head + SSHWire.magnitude(exponent) + SSHWire.magnitude(bytes) : head + SSHWire.string(bytes)
  }

  /// Reads the wire form.
  package init(wire: [UInt8]) throws(AttestationError) {
    var reader = SSHWire.Reader(wire)
    guard let type = reader.text() else { throw AttestationError(.publicKey, "it is truncated") }
    guard let algorithm = Algorithm(rawValue: type) else { throw Self.unsupported(type) }
    switch algorithm {
    case .ed25519:
      guard let bytes = reader.string(), bytes.count == 32, reader.isAtEnd else {
        throw AttestationError(.publicKey, "it does not have 32 bytes")
      }
      self.init(algorithm, bytes)
    case .ecdsaP256, .ecdsaP384, .ecdsaP521:
      guard let curve = algorithm.curve, reader.text() == curve.name,
        let point = reader.string(), reader.isAtEnd, point.count == 1 + 2 * curve.bytes,
        point.first == 4
      else { throw AttestationError(.publicKey, "it is not a point of its curve") }
      self.init(algorithm, point)
    case .rsa:
      guard let exponent = reader.magnitude(), let modulus = reader.magnitude(), reader.isAtEnd,
        !exponent.isEmpty, modulus.count <= 1024
      else { throw AttestationError(.publicKey, "it is not an RSA key") }
      guard modulus.count >= 256 else {
        throw AttestationError(.publicKey, "it has less than 2048 bits")
      }
      self.init(algorithm, modulus, exponent: exponent)
    }
  }

  private static func unsupported(_ type: some StringProtocol) -> AttestationError {
    AttestationError(
      .publicKey, "its type is \(type); supported are Ed25519, ECDSA and RSA without a token")
  }
}

// MARK: - Lines

extension SSHPublicKey {
  /// The form of `.pub` files without a comment: `ssh-ed25519 AAAA…`.
  package var line: String { algorithm.rawValue + " " + Base64.encode(wire) }

  /// Reads the form of `.pub` files; what follows the key is a comment.
  package init(parsing line: some StringProtocol) throws(AttestationError) {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard words.count >= 2 else {
      throw AttestationError(.publicKey, "expected '\(Self.type) AAAA…'")
    }
    guard let algorithm = Algorithm(rawValue: String(words[0])) else {
      throw Self.unsupported(words[0])
    }
    guard let wire = Base64.decode(words[1]) else {
      throw AttestationError(.publicKey, "it is not base 64")
    }
    try self.init(wire: wire)
    guard self.algorithm == algorithm else {
      throw AttestationError(.publicKey, "it says that it is \(algorithm.rawValue) and is not")
    }
  }
}

extension SSHPublicKey.Algorithm {
  /// The curve of an ECDSA key: its name, and how long a coordinate is.
  package var curve: (name: String, bytes: Int)? {
    switch self {
    case .ecdsaP256: ("nistp256", 32)
    case .ecdsaP384: ("nistp384", 48)
    case .ecdsaP521: ("nistp521", 66)
    case .ed25519, .rsa: nil
    }
  }

  /// The signature formats that a key of this kind makes; SHA-1 is none of them.
  package var signatureFormats: Set<String> {
    self == .rsa ? ["rsa-sha2-512", "rsa-sha2-256"] : [rawValue]
  }
}
