import Keys
import Vocabulary

/// Calls a webhook as git servers do.
package enum WebhookCall {
  private static let secondsMax = 10

  /// Sends `body` to a URL `http://HOST[:PORT]/PATH`, with its HMAC-SHA256.
  ///
  /// - Throws: `WebhookError` unless the other side took it.
  package static func send(
    _ body: [UInt8], to url: String, secret: [UInt8]
  ) throws(WebhookError) {
    guard url.hasPrefix("http://"),
      url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
    else {
      throw WebhookError("\(url) is no webhook: write http://HOST:PORT/PATH")
    }
    let rest = url.dropFirst(7)
    let authority = rest.prefix { $0 != "/" }
    let path = rest.dropFirst(authority.count)
    let hasPort = authority.last?.isNumber == true && authority.contains(":")
    let address = try WebhookAddress(hasPort ? authority[...] : authority + ":80")
    var code = MessageCode(secret: secret)
    code.update(body)
    let head = """
      POST \(path.isEmpty ? "/" : path) HTTP/1.1\r
      Host: \(authority)\r
      Content-Type: application/json\r
      Content-Length: \(body.count)\r
      X-Hub-Signature-256: sha256=\(Hex.encode(code.bytes()))\r
      Connection: close\r
      \r

      """
    let socket = WebhookSocket(try address.connect(), seconds: secondsMax)
    guard socket.write(Array(head.utf8) + body), let (answer, _) = socket.readHead(atMost: 16 << 10)
    else { throw WebhookError("\(url) did not answer") }
    let words = String(decoding: answer.prefix(64), as: UTF8.self).split(separator: " ")
    guard words.count > 1, words[1].hasPrefix("2") else {
      throw WebhookError("\(url) answered \(words.dropFirst().first ?? "nothing"), not 2xx")
    }
  }
}
