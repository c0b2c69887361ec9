import Glibc
import HostLink
import TestSupport
import Testing
import Vocabulary

/// Values and sockets for the tests of the link.
enum Fixture {
  static var host: HostName { name("here") }
  static var digest: Digest { Digest(bytes: (0..<32).map(UInt8.init)) }
  static var revision: CommitID { CommitID(bytes: (0..<20).map(UInt8.init)) }

  static func name<Subject>(_ text: String) -> Name<Subject> {
    guard let name = Name<Subject>(text) else { preconditionFailure("not a name: \(text)") }
    return name
  }

  static var instance: DesiredInstance {
    DesiredInstance(
      name: name("shop-0"), image: name("shop"), digest: digest, target: .spt, memoryMiB: 32,
      ports: [PortForward(guest: 80, host: 8080)],
      probes: [
        Probe(path: "/", expecting: .status(200)),
        Probe(path: "/admin", principal: "alice", expecting: .status(403)),
        Probe(path: "/", principal: "mallory", expecting: .refused),
      ], revision: revision, notAfter: Instant(milliseconds: 1_800_000_000_123))
  }

  static var desired: DesiredState { DesiredState(fleet: name("shop"), instances: [instance]) }

  static func event(_ number: Int) -> HostEvent {
    HostEvent(
      number: number, time: Instant(milliseconds: 5), fleet: name("shop"), desired: instance,
      what: .enforced, detail: "2 of 2 probes \"passed\"\n")
  }

  static var status: InstanceStatus {
    InstanceStatus(
      fleet: name("shop"), desired: instance, state: .serving, reason: nil, pid: 42,
      startedAt: Instant(milliseconds: 1), servingSince: Instant(milliseconds: 2),
      bootMilliseconds: 12,
      probes: [
        ProbeResult(
          probe: Probe(path: "/", expecting: .status(200)), verdict: .passed, detail: "200",
          milliseconds: 1)
      ], answers: AnswerCount(all: AnswerCount.max, serverErrors: 7))
  }

  /// Runs `body` with a server of `service` at a fresh path.
  static func serving(
    _ service: RecordingService, _ body: (String) throws -> Void
  ) throws {
    let folder = try temporaryFolder()
    defer { rmdir(folder) }
    let path = folder + "/agent.sock"
    let server = try HostLinkServer.start(at: path, service: service)
    defer { server.close() }
    try body(path)
  }

  static func temporaryFolder() throws -> String {
    var template = Array("/tmp/merlon-link-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Sends raw bytes on a connection of their own and returns all that comes back, up to the end.
  static func answer(to bytes: [UInt8], at path: String) throws -> [UInt8] {
    let socket = try UnixSocket.connect(to: path)
    defer { close(socket) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    shutdown(socket, Int32(SHUT_WR))
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(socket, &chunk, chunk.count)
      guard count > 0 else { return answer }
      answer += chunk[..<count]
    }
  }

  /// Bytes that repeat nowhere, and hold no 0: a chunk that begins with it is refused.
  static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in UInt8.random(in: 1...255, using: &random) }
  }

  static func frame(_ text: String) -> [UInt8] { frame(Array(text.utf8)) }

  static func frame(_ bytes: [UInt8]) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bytes.count >> $0) } + bytes
  }
}
