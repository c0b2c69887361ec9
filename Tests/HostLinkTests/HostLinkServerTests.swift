import Glibc
import HostLink
import Testing
import Vocabulary

/// The server against what no client of ours would send.
@Suite(.timeLimit(.minutes(10))) struct HostLinkServerTests {
  let service = RecordingService()
  static let put = Fixture.frame(#"{"digest":"\#(Fixture.digest)","do":"putImage"}"#)
  /// The entry of one chunk in an image's list.
  static func chunk(_ length: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
      + [UInt8](repeating: 7, count: 32)
  }
  static let hello = Fixture.frame(#"{"do":"hello","version":2}"#)

  @Test(arguments: [
    [], [0], [0, 0, 0], [0, 0, 0, 9, 1], [0, 0, 0, 0], [255, 255, 255, 255],
    Fixture.frame("{"), Fixture.frame("[]"), Fixture.frame(#"{"do":"dance"}"#),
    Fixture.frame(#"{"do":"stop"}"#), Fixture.frame(#"{"do":"hello","version":1}"#),
    Fixture.frame(String(repeating: "[", count: 100_000)),
    Fixture.frame([UInt8](repeating: 0xff, count: 5000)),
    hello + Fixture.frame("nonsense"), hello + [0, 1, 0, 0],
    hello + Fixture.frame(#"{"do":"putImage","digest":"sha256:00"}"#), hello + put,
    hello + put + Fixture.frame([0, 0, 0, 1]), hello + put + Fixture.frame(chunk(0)),
    hello + put + Fixture.frame(chunk(1 << 20)), hello + put + Fixture.frame(chunk(9)),
    hello + put + Fixture.frame(chunk(9)) + Fixture.frame([1, 2, 3]).dropLast(),
    hello + Fixture.frame(#"{"do":"events","since":-1,"waitMilliseconds":0}"#),
  ])
  func `hostile bytes end that connection and nothing else`(bytes: [UInt8]) throws {
    try Fixture.serving(service) { path in
      _ = try Fixture.answer(to: bytes, at: path)
      #expect(
        !service.told.isStopped && service.told.images.isEmpty && service.told.desired.isEmpty)
      #expect(try HostClient.connect(to: path).status() == [])
    }
  }

  @Test func `a chunk longer than announced is not kept`() throws {
    try Fixture.serving(service) { path in
      let sent = Self.hello + Self.put + Fixture.frame(Self.chunk(4))
      _ = try Fixture.answer(to: sent + Fixture.frame([1, 2, 3, 4, 5]), at: path)
      #expect(service.told.images.isEmpty && service.told.chunks.isEmpty)
    }
  }

  @Test func `another version is told which one is spoken here`() throws {
    try Fixture.serving(service) { path in
      let answer = try Fixture.answer(
        to: Fixture.frame(#"{"do":"hello","version":1}"#), at: path)
      let text = String(decoding: answer.dropFirst(4), as: UTF8.self)
      #expect(text.contains(#""code":"version""#) && text.contains("same release"))
    }
  }

  @Test func `one connection too many is turned away, and later ones are not`() throws {
    try Fixture.serving(service) { path in
      do {
        var clients: [HostClient] = []
        for _ in 0..<HostLinkLimits.connectionsMax {
          clients.append(try HostClient.connect(to: path))
        }
        #expect(throws: HostLinkError.self) { try HostClient.connect(to: path) }
        #expect(try clients.first?.status() == [])
      }
      // The server learns of the ends in its own time.
      var isServed = false
      for _ in 0..<1000 where !isServed {
        isServed = (try? HostClient.connect(to: path)) != nil
        if !isServed { usleep(5000) }
      }
      #expect(isServed)
    }
  }

  @Test func `the socket is for this user alone and goes when the server closes`() throws {
    let folder = try Fixture.temporaryFolder()
    defer { rmdir(folder) }
    let path = folder + "/agent.sock"
    let server = try HostLinkServer.start(at: path, service: service)
    var entry = stat()
    #expect(lstat(path, &entry) == 0 && entry.st_mode & 0o777 == 0o600)
    let client = try HostClient.connect(to: path)
    server.close()
    server.close()
    #expect(access(path, F_OK) != 0)
    #expect(throws: HostLinkError.self) { try client.status() }
  }

  @Test func `takes the place of a dead socket, but not of a file`() throws {
    let folder = try Fixture.temporaryFolder()
    defer { rmdir(folder) }
    let path = folder + "/agent.sock"
    close(try UnixSocket.listen(at: path))
    let server = try HostLinkServer.start(at: path, service: service)
    server.close()
    close(open(path, O_CREAT | O_WRONLY, 0o600))
    defer { unlink(path) }
    #expect(throws: HostLinkError.self) { try HostLinkServer.start(at: path, service: service) }
    #expect(access(path, F_OK) == 0)
  }

  @Test func `a path that is too long is named`() {
    let path = "/tmp/" + String(repeating: "x", count: 120)
    let error = #expect(throws: HostLinkError.self) {
      try HostLinkServer.start(at: path, service: service)
    }
    #expect(error?.detail.contains("107 bytes") == true)
  }
}
