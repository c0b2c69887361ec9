import Glibc
import HostLink
import Keys
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(10))) struct HostClientTests {
  let service = RecordingService()
  let authority = OrderAuthority(key: SigningKey())

  @Test func `says hello and hears who answers`() throws {
    try Fixture.serving(service) { path in
      let client = try HostClient.connect(to: path)
      let (said, own) = (client.greeting, service.greeting)
      #expect(said.host == own.host && said.key == own.key && said.version == own.version)
      #expect(said.capabilities == own.capabilities)
      // Each connection is asked for another word.
      let other = try HostClient.connect(to: path).greeting.challenge
      #expect(said.challenge.utf8.count == 32 && said.challenge != other)
    }
  }

  @Test func `puts an image once`() throws {
    try Fixture.serving(service) { path in
      let client = try HostClient.connect(to: path)
      #expect(try !client.hasImage(Fixture.digest))
      let bytes = Fixture.noise(3 << 20, seed: 1)
      #expect(try client.putImage(Fixture.digest, bytes) == 3 << 20)
      #expect(try client.putImage(Fixture.digest, []) == 0)
      #expect(service.told.images == [Fixture.digest: 3 << 20])
    }
  }

  @Test func `of an image like one that is there, only what differs is sent`() throws {
    try Fixture.serving(service) { path in
      let client = try HostClient.connect(to: path)
      var bytes = Fixture.noise(1 << 20, seed: 2)
      try client.putImage(Digest.sha256(bytes), bytes)
      bytes.insert(contentsOf: [1, 2, 3], at: 500_000)
      let sent = try client.putImage(Digest.sha256(bytes), bytes)
      #expect(sent > 0 && sent < 3 * 32 << 10)
      #expect(service.told.images[Digest.sha256(bytes)] == bytes.count)
    }
  }

  @Test func `a refusal leaves the connection usable`() throws {
    try Fixture.serving(service) { path in
      let client = try HostClient.connect(to: path)
      let error = #expect(throws: HostLinkError.self) {
        try client.putImage(Fixture.digest, [0, 1, 2])
      }
      #expect(error?.code == .refused)
      try client.apply(Fixture.desired, by: authority)
      #expect(service.told.desired == [Fixture.desired])
    }
  }

  @Test func `statements are asked for behind a place`() throws {
    service.told.statements = ["one", "two", "three"]
    try Fixture.serving(service) { path in
      let client = try HostClient.connect(to: path)
      let fleet = Fixture.desired.fleet
      let question = StatementQuestion(fleet: fleet, after: 1, Fixture.digest, kept: 1)
      #expect(try client.statements(question, by: authority) == ["two", "three"])
      let foreign = StatementQuestion(fleet: Fixture.name("foreign"), after: 0, nil, kept: 0)
      let error = #expect(throws: HostLinkError.self) {
        try client.statements(foreign, by: authority)
      }
      #expect(error?.code == .refused)
    }
  }

  @Test func `an image over the limit is not sent`() throws {
    try Fixture.serving(service) { path in
      let client = try HostClient.connect(to: path)
      let bytes = [UInt8](repeating: 1, count: HostLinkLimits.imageBytesMax + 1)
      let error = #expect(throws: HostLinkError.self) {
        try client.putImage(Fixture.digest, bytes)
      }
      #expect(error?.code == .tooLarge)
    }
  }

  @Test func `reads status and events, a thousand at a time`() throws {
    try Fixture.serving(service) { path in
      service.told.rows = [Fixture.status]
      service.told.events = (1...1500).map(Fixture.event)
      let client = try HostClient.connect(to: path)
      #expect(try client.status() == [Fixture.status])
      let first = try client.events(since: 0, waitMilliseconds: 1 << 40)
      #expect(first.map(\.number) == Array(1...1000))
      #expect(try client.events(since: 1000).map(\.number) == Array(1001...1500))
      #expect(service.told.waits == [HostLinkLimits.waitMillisecondsMax, 0])
    }
  }

  @Test func `passes the wish to stop on`() throws {
    try Fixture.serving(service) { path in
      try HostClient.connect(to: path).stop()
      // The answer comes first.
      for _ in 0..<1000 where !service.told.isStopped { usleep(1000) }
      #expect(service.told.isStopped)
    }
  }

  @Test func `says what to do when nobody listens`() {
    let error = #expect(throws: HostLinkError.self) {
      try HostClient.connect(to: "/nonexistent/agent.sock")
    }
    #expect(error?.code == .connect)
    #expect(error?.detail.contains("merlon host run") == true)
  }

  @Test func `a host that hangs up is an error, not a trap`() throws {
    var pair: [Int32] = [0, 0]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    close(pair[1])
    let error = #expect(throws: HostLinkError.self) {
      try HostClient(input: pair[0], output: pair[0])
    }
    #expect(error?.code == .closed)
  }

  @Test func `crosses a bridge of pipes`() throws {
    try Fixture.serving(service) { path in
      var there: [Int32] = [0, 0]
      var back: [Int32] = [0, 0]
      try #require(pipe(&there) == 0 && pipe(&back) == 0)
      let (input, output) = (there[0], back[1])
      WorkerThread.start {
        try? HostBridge.run(path: path, input: input, output: output)
        close(input)
        close(output)
      }
      let client = try HostClient(input: back[0], output: there[1])
      try client.putImage(Fixture.digest, [UInt8](repeating: 3, count: 1 << 20))
      try client.apply(Fixture.desired, by: authority)
      #expect(service.told.desired.count == 1)
    }
  }
}
