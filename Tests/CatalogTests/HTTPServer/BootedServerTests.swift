import Foundation
import TestSupport
import Testing

/// The server in an image, with clients that take their time.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct BootedServerTests {
  private static let end = "HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test func `connections stay, requests queue, and nothing is cut off`() async throws {
    let big = Data((0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) | 0x20 & 0x7f })
    try await BootedServer.with(options: "{port: 80}", files: ["big": big]) { server in
      let client = try RawConnection(to: server.port)
      for _ in 0..<3 {
        client.send("HEAD / \(Self.end)")
        #expect(try client.receive(atMost: 15) == "HTTP/1.1 200 OK")
        #expect(try Self.restOfHead(client).contains("Content-Length: "))
      }
      client.send(String(repeating: "HEAD /none \(Self.end)", count: 300))
      client.endSending()
      let answers = try client.receive()
      #expect(answers.ranges(of: "HTTP/1.1 404 Not Found").count == 300)

      let half = try RawConnection(to: server.port)
      half.send("GET /big \(Self.end)")
      half.endSending()
      #expect(try half.receive().utf8.count > big.count)

      // What the client still sends must not reset the answer away.
      let stubborn = try RawConnection(to: server.port)
      stubborn.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 150000\r\n\r\n")
      stubborn.send(String(repeating: "x", count: 150_000))
      #expect(try stubborn.receive().hasPrefix("HTTP/1.1 413 Content Too Large\r\n"))
    }
  }

  @Test func `curl finds parts, tags, codings and folders`() async throws {
    let scratch = try Scratch()
    let text = Data((1...20_000).map { "\($0)\n" }.joined().utf8)
    try text.write(to: URL(filePath: scratch.path + "/text.txt"))
    try scratch.shell("gzip -k text.txt; mkdir sub; echo sub > sub/index.html")
    let files = try ["text.txt", "text.txt.gz", "sub/index.html"].map {
      ($0, try Data(contentsOf: URL(filePath: scratch.path + "/" + $0)))
    }
    try await BootedServer.with(
      options: "{port: 80}", files: Dictionary(uniqueKeysWithValues: files)
    ) { server in
      let base = "http://127.0.0.1:\(server.port)"
      try scratch.shell(
        """
        curl -sf \(base)/text.txt | cmp - text.txt
        curl -sf --compressed \(base)/text.txt | cmp - text.txt
        head -c 5000 text.txt > part
        curl -sf -C - -o part \(base)/text.txt && cmp part text.txt
        test "$(curl -sf -r -6 \(base)/text.txt)" = 20000
        test "$(curl -s -o part -w '%{http_code}' -r 900000- \(base)/text.txt)" = 416
        curl -sf --etag-save tag -o part \(base)/text.txt
        test "$(curl -s -o part -w '%{http_code}' --etag-compare tag \(base)/text.txt)" = 304
        test "$(curl -sfL \(base)/sub)" = sub
        curl -sf -T text.txt \(base)/text.txt -o part -w '%{http_code}' > status || true
        test "$(cat status)" = 413
        """)
    }
  }

  @Test func `a file that is protected by one of its names is so by all`() async throws {
    let names = ["open", "secret", "docs/index", "notes/index"]
    let files = names.map { ("\($0).html", Data("<p>\($0)".utf8)) }
    let options = """
      {port: 80}
          access-control:
            anonymous: allow
            resources: {/secret: [], /docs/index.html: [], /notes: []}
      """
    try await BootedServer.with(
      options: options, files: Dictionary(uniqueKeysWithValues: files)
    ) { server in
      let verdicts: [(path: String, status: Int)] = [
        ("/open", 200), ("/open.html", 301), ("/secret", 403), ("/secret.html", 301),
        ("/docs/", 403), ("/docs/index.html", 403), ("/docs/index", 403), ("/docs", 403),
        ("/notes/", 403), ("/notes", 403), ("/notes/index.html", 403), ("/", 200),
      ]
      for (path, status) in verdicts {
        #expect(LocalPort.get(path, at: server.port)?.status == status, "\(path)")
      }
    }
  }

  @Test func `who takes too long is told, and dropped`() async throws {
    let options =
      "{port: 80, connections: 3, idle-timeout: 1, request-timeout: 1, send-timeout: 1}"
    let big = Data(repeating: 0x61, count: 4 << 20)
    try await BootedServer.with(options: options, files: ["big": big]) { server in
      #expect(try RawConnection(to: server.port).receive() == "")
      for start in [
        "GET / HTTP/1.1\r\nX: ", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n",
      ] {
        let slow = try RawConnection(to: server.port)
        slow.send(start)
        while !slow.hasInput, slow.send("x") { try await Task.sleep(for: .milliseconds(50)) }
        #expect(try slow.receive().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
      }
      // Three that have asked and may ask again give way to a fourth.
      let idle = try (0..<3).map { _ in try RawConnection(to: server.port) }
      for client in idle {
        client.send("HEAD / \(Self.end)")
        #expect(try client.receive(atMost: 15) == "HTTP/1.1 200 OK")
      }
      #expect(LocalPort.get("/", at: server.port)?.status == 200)
      for client in idle { client.endSending() }
      // Three that ask and do not read take all the places, for as long as they are borne with.
      let deaf = try (0..<3).map { _ in try RawConnection(to: server.port, receiveBuffer: 4096) }
      // More than the kernel keeps for them on the way.
      for client in deaf { client.send(String(repeating: "GET /big \(Self.end)", count: 5)) }
      for client in deaf { #expect(try client.receive(atMost: 15) == "HTTP/1.1 200 OK") }
      let turnedAway = try RawConnection(to: server.port)
      #expect(try turnedAway.receive().hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
      try await Patience.wait(until: "a place") {
        LocalPort.get("/", at: server.port)?.status == 200
      }
    }
  }

  /// Reads to the end of a head.
  private static func restOfHead(_ client: RawConnection) throws -> String {
    var head = ""
    while !head.hasSuffix("\r\n\r\n") {
      let byte = try client.receive(atMost: 1)
      guard !byte.isEmpty else { break }
      head += byte
    }
    return head
  }
}
