import Vocabulary

/// The head of a webhook's HTTP request, as far as it matters: what git servers send.
///
/// Strangers send it, and all it can do is to wake the reconciler. The small servers among Swift's
/// packages set no bound on the length of a head or the number of connections, and the large one
/// brings a network stack of twelve packages for one status code.
struct WebhookRequest: Hashable, Sendable {
  /// Why bytes are not such a request: the status to answer with.
  struct Problem: Error, Hashable {
    let status: Int
  }

  /// Bytes of the longest head that is read.
  static let headBytesMax = 16 << 10
  /// Bytes of the longest body, which is never kept.
  static let bodyBytesMax = 32 << 20
  private static let signaturePrefix = "sha256="

  /// How many bytes the body has.
  let bodyBytes: Int
  /// The HMAC-SHA256 that the sender says the body has.
  let code: [UInt8]

  /// Reads a head, up to and with the empty line.
  ///
  /// Nothing is forgiven that two readers could understand differently: one length, no transfer
  /// encoding, one signature.
  init(head: [UInt8]) throws(Problem) {
    guard let text = String(validating: head, as: UTF8.self), text.hasSuffix("\r\n\r\n") else {
      throw Problem(status: 400)
    }
    // Scalars, not characters: CR and LF make one character.
    let lines = text.unicodeScalars.dropLast(4).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { String(String.UnicodeScalarView($0)) }
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      let line = line.last == "\r" ? String(line.dropLast()) : line
      guard let colon = line.firstIndex(of: ":"), colon != line.startIndex,
        !line[..<colon].contains(where: \.isWhitespace)
      else { throw Problem(status: 400) }
      let name = line[..<colon].lowercased()
      let value = line[line.index(after: colon)...]
      guard fields[name] == nil || !Self.single.contains(name) else { throw Problem(status: 400) }
      fields[name] = String(value.drop { $0 == " " || $0 == "\t" })
    }
    guard let first = lines.first?.split(separator: " "), first.count == 3 else {
      throw Problem(status: 400)
    }
    guard first[0] == "POST" else { throw Problem(status: 405) }
    guard fields["transfer-encoding"] == nil, let length = fields["content-length"],
      length.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let bytes = Int(length)
    else { throw Problem(status: 411) }
    guard bytes <= Self.bodyBytesMax else { throw Problem(status: 413) }
    guard let signature = fields["x-hub-signature-256"], signature.hasPrefix(Self.signaturePrefix),
      let code = Hex.decode(String(signature.dropFirst(Self.signaturePrefix.count)))
    else { throw Problem(status: 401) }
    bodyBytes = bytes
    self.code = code
  }

  private static let single: Set<String> = [
    "content-length", "transfer-encoding", "x-hub-signature-256",
  ]
}
