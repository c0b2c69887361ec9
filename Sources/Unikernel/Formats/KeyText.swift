import Vocabulary

/// Public keys, certificates and verifiers, as tools write them.
enum KeyText {
  private static let iterationsMax = 10_000_000
  private static let saltBytesMax = 64
  private static let hashBytes = 32
  private static let certificateBytesMax = 4096

  /// Tells whether a text is `$pbkdf2-sha256$ITERATIONS$SALT$HASH`.
  static func isVerifier(_ text: String) -> Bool {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0].isEmpty, parts[1] == "pbkdf2-sha256",
      let iterations = DecimalNumber.read(parts[2], upTo: iterationsMax), iterations > 0,
      let salt = unpadded(parts[3]), let hash = unpadded(parts[4])
    else { return false }
    return (1...saltBytesMax).contains(salt.count) && hash.count == hashBytes
  }

  /// Tells whether a text is the SubjectPublicKeyInfo (RFC 5480) of a point on P-256, as PEM or in
  /// bare base 64.
  static func isPublicKey(_ text: String) -> Bool {
    guard let bytes = pem(text, label: "PUBLIC KEY"), bytes.count == keyPrefix.count + 64,
      bytes.starts(with: keyPrefix)
    else { return false }
    let x = P256Field(bytes[keyPrefix.count..<keyPrefix.count + 32])
    let y = P256Field(bytes[(keyPrefix.count + 32)...])
    return P256Field.isOnCurve(x, y)
  }

  /// Tells whether a text is one certificate, as PEM or in bare base 64.
  static func isCertificate(_ text: String) -> Bool {
    guard let bytes = pem(text, label: "CERTIFICATE"), bytes.count <= certificateBytesMax,
      let whole = DERElement(bytes[...]), whole.tag == sequence, whole.rest.isEmpty,
      let signed = DERElement(whole.content), signed.tag == sequence,
      let algorithm = DERElement(signed.rest), algorithm.tag == sequence,
      let signature = DERElement(algorithm.rest)
    else { return false }
    return signature.tag == bitString && signature.rest.isEmpty
  }

  private static let sequence: UInt8 = 0x30
  private static let bitString: UInt8 = 0x03
  /// The beginning of every such key: what it is, and that its point is not compressed.
  private static let keyPrefix: [UInt8] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
  ]

  private static func unpadded(_ text: Substring) -> [UInt8]? {
    guard text.utf8.last != UInt8(ascii: "=") else { return nil }
    return Base64.decode(text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4))
  }

  /// The bytes of the only block of a text, or of base 64 without lines around it.
  private static func pem(_ text: String, label: String) -> [UInt8]? {
    var lines = text.split(whereSeparator: \.isNewline)[...]
    if lines.first == "-----BEGIN \(label)-----" {
      guard lines.last == "-----END \(label)-----" else { return nil }
      lines = lines.dropFirst().dropLast()
    }
    return Base64.decode(lines.joined().filter { $0 != " " })
  }
}

/// The first element of some DER: its tag, its content and what follows it.
private struct DERElement {
  let tag: UInt8
  let content: ArraySlice<UInt8>
  let rest: ArraySlice<UInt8>

  /// Reads it; `nil` when it does not end within `bytes`.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.count >= 2 else { return nil }
    tag = bytes[bytes.startIndex]
    var length = Int(bytes[bytes.startIndex + 1])
    var body = bytes.dropFirst(2)
    if length >= 0x80 {
      let count = length & 0x7f
      guard (1...3).contains(count), body.count >= count else { return nil }
      length = body.prefix(count).reduce(0) { $0 << 8 | Int($1) }
      body = body.dropFirst(count)
    }
    guard body.count >= length else { return nil }
    content = body.prefix(length)
    rest = body.dropFirst(length)
  }
}
