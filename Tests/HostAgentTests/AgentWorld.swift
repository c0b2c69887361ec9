import Foundation
import HostAgent
import HostLink
import Keys
import TestSupport
import Testing
import Vocabulary

/// A state folder, agents on it one after the other, and a controller that watches.
final class AgentWorld {
  let folder: String
  var tuning = HostAgentTuning()
  /// The keys that the host's owner trusts.
  var controllers: [String] = []
  /// The controller.
  var authority = OrderAuthority(key: SigningKey())
  private(set) var agent: HostAgent?
  private(set) var events: [HostEvent] = []
  private(set) var client: HostClient?

  private let ownsFolder: Bool

  init() throws {
    folder = try Self.temporaryFolder()
    ownsFolder = true
  }

  /// A world in another one's folder.
  init(folder: String) {
    self.folder = folder
    ownsFolder = false
  }

  deinit {
    agent?.stop()
    if ownsFolder { try? FileManager.default.removeItem(atPath: folder) }
  }

  /// A new folder; in memory for tests that write often and force each write.
  static func temporaryFolder(inMemory: Bool = false) throws -> String {
    let place = inMemory && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(place)/merlon-agent-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  static func name<Subject>(_ text: String) -> Name<Subject> {
    guard let name = Name<Subject>(text) else { preconditionFailure("not a name: \(text)") }
    return name
  }

  static func revision(_ number: UInt8) -> CommitID {
    CommitID(bytes: [UInt8](repeating: number, count: 20))
  }

  func configuration(monitor: String? = nil) -> HostAgentConfiguration {
    HostAgentConfiguration(
      host: Self.name("here"), stateDirectory: folder,
      monitor: monitor ?? TinyGuest.monitor ?? "/bin/true", controllers: controllers,
      tuning: tuning)
  }

  /// Starts an agent and connects to it.
  @discardableResult
  func start(monitor: String? = nil) throws -> HostClient {
    agent = try HostAgent.start(configuration(monitor: monitor))
    return try connect()
  }

  /// Connects to the agent that runs.
  @discardableResult
  func connect() throws -> HostClient {
    let client = try HostClient.connect(to: folder + "/agent.sock")
    self.client = client
    return client
  }

  /// Stops the agent; what is wanted stays.
  func stop() {
    agent?.stop()
    agent = nil
    client = nil
  }

  /// One instance without a network.
  func instance(
    _ behaviour: TinyGuest.Behaviour, name: String = "tiny", revision: UInt8 = 1,
    notAfter: Instant? = nil
  ) -> DesiredInstance {
    DesiredInstance(
      name: Self.name(name), image: Self.name("tiny"),
      digest: Digest.sha256(TinyGuest.image(behaviour)), target: .spt, memoryMiB: 4, ports: [],
      probes: [], revision: Self.revision(revision), notAfter: notAfter)
  }

  /// Sends the images and the wish.
  func apply(_ instances: [DesiredInstance], fleet: String = "fleet") throws {
    let client = try #require(client)
    for behaviour in TinyGuest.Behaviour.allCases {
      let bytes = TinyGuest.image(behaviour)
      try client.putImage(Digest.sha256(bytes), bytes)
    }
    try client.apply(
      DesiredState(fleet: Self.name(fleet), instances: instances), by: authority)
  }

  /// Reads events until there are `count` that satisfy `isMeant`, and returns the last of them.
  @discardableResult
  func await(
    _ what: HostEvent.What, count: Int = 1, where isMeant: (HostEvent) -> Bool = { _ in true }
  ) throws -> HostEvent {
    let client = try #require(client)
    let deadline = ContinuousClock.now + Patience.limit
    while true {
      let found = events.filter { $0.what == what && isMeant($0) }
      if found.count >= count, let last = found.last { return last }
      guard ContinuousClock.now < deadline else {
        throw Impatience("\(what), and there were \(events.map(\.what))")
      }
      events += try client.events(since: events.last?.number ?? 0, waitMilliseconds: 5000)
    }
  }

  /// Waits until the instances are as `isMeant` says.
  func awaitStatus(_ isMeant: ([InstanceStatus]) -> Bool) throws {
    let client = try #require(client)
    try Self.wait(until: "the status") { try isMeant(client.status()) }
  }

  /// The processes that were started with a control socket in this world's folder.
  func monitors() throws -> [Int32] {
    let mark = "--control=\(folder)/"
    return try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name in
      guard let pid = Int32(name),
        let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline"),
        line.split(separator: 0).contains(where: { $0.starts(with: mark.utf8) })
      else { return nil }
      return pid
    }
  }

  /// Waits until no such process is left.
  func awaitNoMonitors() throws {
    try Self.wait(until: "the end of all monitors") { try monitors().isEmpty }
  }

  /// Asks until the answer is yes, on this thread.
  ///
  /// - Throws: `Impatience` after the patience of all tests; it names `what`.
  static func wait(until what: String, _ question: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + Patience.limit
    while try !question() {
      guard ContinuousClock.now < deadline else { throw Impatience(what) }
      usleep(5000)
    }
  }
}
