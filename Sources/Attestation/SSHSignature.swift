import Vocabulary

/// A signature as `ssh-keygen -Y sign` makes it: OpenSSH's PROTOCOL.sshsig.
package struct SSHSignature: Hashable, Sendable {
  /// The namespace of git commits and tags.
  package static let gitNamespace = "git"
  private static let magic = Array("SSHSIG".utf8)
  private static let begin = "-----BEGIN SSH SIGNATURE-----"
  private static let end = "-----END SSH SIGNATURE-----"

  /// The hash that the message went through before it was signed.
  package enum Hash: String, Sendable {
    case sha256
    case sha512
  }

  /// The key that it says made it.
  package let publicKey: SSHPublicKey
  /// What the signature is for: `git` for commits.
  package let namespace: String
  /// The hash of the message.
  package let hash: Hash
  /// How the key signed, as OpenSSH calls it: the type of the key, or `rsa-sha2-512`.
  package let format: String
  /// The 64 bytes of an Ed25519 signature, what is inside the string of another one.
  package let bytes: [UInt8]

  /// Makes a signature of its parts.
  package init(
    publicKey: SSHPublicKey, namespace: String, hash: Hash = .sha512,
    format: String = SSHPublicKey.type, bytes: [UInt8]
  ) {
    self.publicKey = publicKey
    self.namespace = namespace
    self.hash = hash
    self.format = format
    self.bytes = bytes
  }

  /// What is signed for a message whose hash is `digest`.
  package static func signedBytes(namespace: String, hash: Hash, digest: [UInt8]) -> [UInt8] {
    magic + SSHWire.string(namespace) + SSHWire.string("") + SSHWire.string(hash.rawValue)
      + SSHWire.string(digest)
  }

  /// The blob inside the armour.
  package var blob: [UInt8] {
    Self.magic + SSHWire.integer(1) + SSHWire.string(publicKey.wire) + SSHWire.string(namespace)
      + SSHWire.string("") + SSHWire.string(hash.rawValue)
      + SSHWire.string(SSHWire.string(format) + SSHWire.string(bytes))
  }

  /// The text form: base 64 in lines of 70 characters, without a final newline (git adds it).
  package var armoured: String {
    var text = Self.begin + "\n"
    var rest = Base64.encode(blob)[...]
    while !rest.isEmpty {
      text += rest.prefix(70) + "\n"
      rest = rest.dropFirst(70)
    }
    return text + Self.end
  }

  /// Reads the text form.
  package init(armoured: String) throws(AttestationError) {
    // Not by characters: those are looked up in Unicode's tables.
    var lines = Array(armoured.utf8)
      .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    while lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.count >= 3, let first = lines.first, first.elementsEqual(Self.begin.utf8),
      let last = lines.last, last.elementsEqual(Self.end.utf8)
    else {
      let isPGP = armoured.hasPrefix("-----BEGIN PGP")
      throw AttestationError(
        .signature, isPGP ? "it is an OpenPGP signature; sign with SSH" : "its armour is broken")
    }
    guard let blob = Base64.decode(Array(lines[1..<lines.count - 1].joined())[...]) else {
      throw AttestationError(.signature, "it is not base 64")
    }
    try self.init(blob: blob)
  }

  /// Reads the blob inside the armour.
  package init(blob: [UInt8]) throws(AttestationError) {
    var reader = SSHWire.Reader(blob)
    guard reader.raw(Self.magic.count) == Self.magic, reader.integer() == 1 else {
      throw AttestationError(.signature, "it does not start with SSHSIG version 1")
    }
    guard let key = reader.string(), let namespace = reader.text(), reader.string() != nil,
      let hashName = reader.text(), let signature = reader.string(), reader.isAtEnd
    else { throw AttestationError(.signature, "it is truncated or has bytes at its end") }
    guard let hash = Hash(rawValue: hashName) else {
      throw AttestationError(.signature, "its hash algorithm '\(hashName)' is not supported")
    }
    let publicKey: SSHPublicKey
    do throws(AttestationError) { publicKey = try SSHPublicKey(wire: key) } catch {
      throw AttestationError(.signature, "key: " + error.reason)
    }
    var inner = SSHWire.Reader(signature)
    guard let format = inner.text(), publicKey.algorithm.signatureFormats.contains(format),
      let bytes = inner.string(), inner.isAtEnd,
      publicKey.algorithm != .ed25519 || bytes.count == 64
    else {
      throw AttestationError(
        .signature, "it does not hold what a key of type \(publicKey.algorithm.rawValue) makes")
    }
    self.init(
      publicKey: publicKey, namespace: namespace, hash: hash, format: format, bytes: bytes)
  }
}
