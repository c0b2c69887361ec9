import Attestation
import Vocabulary

/// OpenSSH's private key format (PROTOCOL.key), for one unencrypted Ed25519 key.
enum OpenSSHKeyFormat {
  /// Why a text is not such a key.
  struct Problem: Error {
    let kind: KeyError.Kind
    let reason: String
  }

  private static let magic = Array("openssh-key-v1\0".utf8)
  private static let begin = "-----BEGIN OPENSSH PRIVATE KEY-----"
  private static let end = "-----END OPENSSH PRIVATE KEY-----"

  /// Writes the key of `seed`; `check` are the four bytes that stand twice before the key.
  static func write(
    seed: [UInt8], publicKey: SSHPublicKey, comment: String, check: [UInt8]
  ) -> String {
    var secret = check + check + publicKey.wire
    secret += SSHWire.string(seed + publicKey.bytes) + SSHWire.string(comment)
    var pad: UInt8 = 1
    while !secret.count.isMultiple(of: 8) {
      secret.append(pad)
      pad += 1
    }
    let none = SSHWire.string("none")
    let blob =
      magic + none + none + SSHWire.string("") + SSHWire.integer(1)
      + SSHWire.string(publicKey.wire) + SSHWire.string(secret)
    var text = begin + "\n"
    var rest = Base64.encode(blob)[...]
    while !rest.isEmpty {
      text += rest.prefix(70) + "\n"
      rest = rest.dropFirst(70)
    }
    return text + end + "\n"
  }

  /// Reads the seed and the comment of a key.
  static func read(_ text: String) throws(Problem) -> (seed: [UInt8], comment: String) {
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.count >= 3, lines.first.map(String.init) == begin,
      lines.last.map(String.init) == end,
      let blob = Base64.decode(lines[1..<lines.count - 1].joined())
    else { throw Problem(kind: .malformed, reason: "it is not an OpenSSH private key") }
    var reader = SSHWire.Reader(blob)
    guard reader.raw(magic.count) == magic, let cipher = reader.text(), let kdf = reader.text(),
      reader.string() != nil
    else { throw Problem(kind: .malformed, reason: "it is not an OpenSSH private key") }
    guard cipher == "none", kdf == "none" else {
      throw Problem(
        kind: .encrypted,
        reason: "a passphrase protects it; use a key without one: merlon key generate")
    }
    guard reader.integer() == 1, reader.string() != nil, let secret = reader.string(),
      reader.isAtEnd
    else { throw Problem(kind: .malformed, reason: "it is truncated") }
    return try readSecret(secret)
  }

  private static func readSecret(
    _ secret: [UInt8]
  ) throws(Problem) -> (seed: [UInt8], comment: String) {
    var reader = SSHWire.Reader(secret)
    guard let check = reader.integer(), check == reader.integer(), let type = reader.text() else {
      throw Problem(kind: .malformed, reason: "its check bytes differ")
    }
    guard type == SSHPublicKey.type else {
      throw Problem(
        kind: .malformed,
        reason: "its type is \(type), not \(SSHPublicKey.type); make one with: merlon key generate")
    }
    guard let publicKey = reader.string(), publicKey.count == 32, let pair = reader.string(),
      pair.count == 64, Array(pair[32...]) == publicKey, let comment = reader.text(),
      reader.rest.count < 8, zip(reader.rest, 1...).allSatisfy({ Int($0) == $1 })
    else { throw Problem(kind: .malformed, reason: "its key is truncated or inconsistent") }
    return (Array(pair[..<32]), comment)
  }
}
