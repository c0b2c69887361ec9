import Foundation
import Synchronization
import TestSupport
import Testing
import Vocabulary

@testable import Webhook

/// Calls that wake a reconciler, and those that must not.
@Suite(.timeLimit(.minutes(5))) struct WebhookTests {
  private static let secret = Array("a secret".utf8)

  /// Counts pokes.
  private final class Pokes: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func add() { count.withLock { $0 += 1 } }
  }

  private func listener(_ pokes: Pokes) throws -> WebhookListener {
    try WebhookListener(on: "127.0.0.1:0", secret: Self.secret) { pokes.add() }
  }

  /// Sends bytes as they are, and returns the answer's first line.
  private func raw(_ bytes: [UInt8], to listener: WebhookListener) throws -> String {
    let socket = WebhookSocket(
      try WebhookAddress("127.0.0.1:\(listener.port)").connect(), seconds: 20)
    let isSent = socket.write(bytes)
    #expect(isSent)
    let answer = socket.readHead(atMost: 4096)?.head ?? []
    return String(decoding: answer.prefix { $0 != 13 }, as: UTF8.self)
  }

  @Test func `a call with the secret wakes, one with another does not`() throws {
    let pokes = Pokes()
    let listener = try listener(pokes)
    let url = "http://127.0.0.1:\(listener.port)/hook"
    for size in [0, 1, 100_000, 3_000_000] {
      let body = [UInt8](repeating: 7, count: size)
      try WebhookCall.send(body, to: url, secret: Self.secret)
      #expect(throws: WebhookError.self) {
        try WebhookCall.send(body, to: url, secret: Array("another".utf8))
      }
    }
    #expect(pokes.value == 4)
  }

  @Test func `openssl and curl make the same call`() throws {
    let pokes = Pokes()
    let listener = try listener(pokes)
    let scratch = try Scratch()
    let said = try scratch.shell(
      """
      printf '{"ref":"refs/heads/main"}' > body
      code=$(openssl dgst -sha256 -hmac 'a secret' -r body | cut -d' ' -f1)
      printf 'POST /x HTTP/1.1\\r\\nHost: x\\r\\nX-Hub-Signature-256: sha256=%s\\r\\n' "$code" > request
      printf 'Content-Length: %s\\r\\n\\r\\n' "$(wc -c < body)" >> request
      cat body >> request
      cat request
      """)
    #expect(try raw(Array(said.utf8), to: listener) == "HTTP/1.1 202 Accepted")
    #expect(pokes.value == 1)
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\n\r\n", 405), ("POST / HTTP/1.1\r\n\r\n", 411), ("x\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx", 401),
    ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400),
    ("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
    ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 411),
    ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 411),
    ("POST / HTTP/1.1\r\nContent-Length : 1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nContent-Length: 1\r\nX-Hub-Signature-256: sha1=00\r\n\r\nx", 401),
    ("POST / HTTP/1.1\r\nContent-Length: 1\r\nX-Hub-Signature-256: sha256=00\r\n\r\nx", 401),
  ])
  func `what is no authentic call is refused`(request: String, status: Int) throws {
    let pokes = Pokes()
    let listener = try listener(pokes)
    #expect(try raw(Array(request.utf8), to: listener) == "HTTP/1.1 \(status) Refused")
    #expect(pokes.value == 0)
    try WebhookCall.send([], to: "http://127.0.0.1:\(listener.port)", secret: Self.secret)
    #expect(pokes.value == 1)
  }

  @Test(arguments: Seeds.first(4))
  func `random bytes wake nobody`(seed: UInt64) throws {
    print("seed \(seed)")
    var random = SplitMix64(seed: seed)
    let good = Array(
      "POST / HTTP/1.1\r\nContent-Length: 1\r\nX-Hub-Signature-256: sha256=00\r\n\r\nx".utf8)
    for _ in 0..<2000 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      let head = Array(bytes.dropLast())
      do throws(WebhookRequest.Problem) {
        let request = try WebhookRequest(head: head)
        #expect(request.bodyBytes <= WebhookRequest.bodyBytesMax)
      } catch {
        #expect((400..<500).contains(error.status))
      }
    }
  }

  @Test func `many that say nothing keep nobody out for long`() async throws {
    let pokes = Pokes()
    let listener = try listener(pokes)
    let address = try WebhookAddress("127.0.0.1:\(listener.port)")
    var silent: [Int32] = []
    for _ in 0..<16 { silent.append(try address.connect()) }
    defer { for socket in silent { close(socket) } }
    try await Patience.wait(until: "the call goes through") {
      (try? WebhookCall.send(
        [], to: "http://127.0.0.1:\(listener.port)", secret: Self.secret)) != nil
    }
    #expect(pokes.value == 1)
  }

  @Test(arguments: ["", "x", "127.0.0.1", "127.0.0.1:x", "::1:80", ":80", "127.0.0.1:99999"])
  func `an address is a host and a port`(text: String) {
    #expect(throws: WebhookError.self) { try WebhookAddress(text) }
  }
}
