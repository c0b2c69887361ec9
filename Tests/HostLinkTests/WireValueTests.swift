import HostLink
import TestSupport
import Testing
import Vocabulary

@Suite struct WireValueTests {
  private func returned<Value: WireValue>(_ value: Value) throws -> Value {
    try Value(WireReader(JSON.parse(Array(value.json.canonical.utf8))))
  }

  @Test func `what is written is read back`() throws {
    #expect(try returned(Fixture.desired) == Fixture.desired)
    #expect(try returned(Fixture.status) == Fixture.status)
    #expect(try returned(Fixture.event(7)) == Fixture.event(7))
    for request: HostRequest in [
      .hello(version: 1), .hasImage(Fixture.digest), .putImage(Fixture.digest),
      .apply(order: "a line"), .status, .events(since: 3, waitMilliseconds: 4), .stop,
      .statements(order: "a line"),
    ] { #expect(try returned(request) == request) }
    let since = Instant(milliseconds: 1_234)
    for question in [
      StatementQuestion(
        fleet: Fixture.desired.fleet, after: 3, Fixture.digest, kept: 2, since: since),
      StatementQuestion(fleet: Fixture.desired.fleet, after: 0, nil, kept: 0),
    ] { #expect(try returned(question) == question) }
    for reply: HostReply in [
      .lacking([]), .lacking([0, 5]),
      .done, .present(true), .status([Fixture.status]), .events([Fixture.event(1)]),
      .statements(["a", "b"]),
      .refused(HostLinkError(.version, "no")),
    ] { #expect(try returned(reply) == reply) }
  }

  @Test(arguments: [
    ("memoryMiB", JSON.integer(0)), ("memoryMiB", .integer(1 << 40)), ("name", .string("../x")),
    ("digest", .string("sha256:00")), ("target", .string("vmware")), ("revision", .null),
    ("notAfter", .string("tomorrow")), ("ports", .array([.integer(1)])), ("ports", .string("80")),
    ("ports", .array(Array(repeating: PortForward(guest: 80, host: 8080).json, count: 2))),
    ("probes", .array(Array(repeating: Probe(path: "/", expecting: .status(200)).json, count: 65))),
  ])
  func `a wrong member is named`(member: String, value: JSON) throws {
    guard case .object(var members) = Fixture.instance.json else { return }
    members[member] = value
    let error = #expect(throws: HostLinkError.self) {
      try DesiredInstance(WireReader(.object(members)))
    }
    #expect(error?.code == .malformed)
    #expect(error?.detail.isEmpty == false)
  }

  @Test(arguments: [(-1, 0), (1, 2), (1, -1), (AnswerCount.max + 1, 0)])
  func `counts of answers that cannot be are refused`(all: Int, serverErrors: Int) {
    let json = JSON.object(["all": .integer(all), "serverErrors": .integer(serverErrors)])
    #expect(throws: HostLinkError.self) { try AnswerCount(WireReader(json)) }
  }

  @Test(arguments: [
    "", "x", "/a b", "/a\r\nHost: evil", "/ä", "/" + String(repeating: "a", count: 2048),
  ])
  func `a path that could break the request line is refused`(path: String) {
    #expect(throws: HostLinkError.self) {
      try Probe(WireReader(.object(["get": .string(path), "expect": .integer(200)])))
    }
  }

  @Test(arguments: [JSON.integer(99), .integer(600), .string("200"), .string(""), .null])
  func `what no probe can see is refused`(expected: JSON) {
    #expect(throws: HostLinkError.self) {
      try Probe(WireReader(.object(["get": .string("/"), "expect": expected])))
    }
  }

  @Test(arguments: ["", ".", "..", "a/b", "a:b", "a b", "é", String(repeating: "a", count: 65)])
  func `a principal that is no file name is refused`(principal: String) {
    #expect(!Probe.isPrincipal(principal))
  }

  @Test(arguments: ["alice", "bob.smith", "x-1_2@example"])
  func `an ordinary principal is taken`(principal: String) {
    #expect(Probe.isPrincipal(principal))
  }

  @Test func `two instances of one name are refused`() throws {
    let twice = DesiredState(
      fleet: Fixture.name("f"), instances: [Fixture.instance, Fixture.instance])
    #expect(throws: HostLinkError.self) { try DesiredState(WireReader(twice.json)) }
  }

  @Test(arguments: Seeds.first(200))
  func `a damaged message never traps`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var bytes = Array(HostRequest.apply(order: Fixture.desired.json.canonical).json.canonical.utf8)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let index = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: index)
      default: bytes.removeSubrange(index...)
      }
      if bytes.isEmpty { break }
    }
    guard let json = try? JSON.parse(bytes), let reader = try? WireReader(json) else { return }
    _ = try? HostRequest(reader)
  }
}
