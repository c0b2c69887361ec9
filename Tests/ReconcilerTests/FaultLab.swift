import Foundation
import Glibc
import TestSupport
import Testing
import Vocabulary

/// A fleet of two hosts, one behind ssh at the end of a cable of its own, on a small disk, and
/// everything that can happen to it.
final class FaultLab {
  /// What can happen.
  enum Fault: CaseIterable {
    case controller, localAgent, farAgent, monitor, ssh, hangingLink, cable, fullDisk, clock, commit
    case torn
  }

  private static let hosts = ["local", "far"]

  private let fleet: Fleet
  private let disk: SmallDisk
  private let clock: SteppedClock
  /// The network between the controller and the far host; `nil` where none can be made.
  private let star: NamespaceStar?
  private var controller: Child?
  private var agents: [String: Child] = [:]
  private var commits: [String] = []
  private var stopped: [pid_t] = []

  init(_ fleet: Fleet, _ disk: SmallDisk, _ star: NamespaceStar?) async throws {
    (self.fleet, self.disk, self.star) = (fleet, disk, star)
    clock = try await SteppedClock(of: fleet)
    let server = try await SSHServer(
      of: fleet, at: star?.address(of: "far") ?? "127.0.0.1", in: star?.inside("far") ?? [])
    let state = String(fleet.socket(of: "far").dropLast("/agent.sock".count))
    let agent = "spec: {agent: \"\(server.address)\(state)\"}"
    try fleet.write(
      FleetPolicy.host("far").replacing("spec: {}", with: agent), to: "hosts/far.yaml")
    try fleet.write(FleetPolicy.host("local"), to: "hosts/local.yaml")
    try fleet.write(
      FleetPolicy.inner(port: try LocalPort.free(), on: "far"), to: "images/inner.yaml")
    try fleet.replace(
      "  memory: 16MiB\n",
      by: "  memory: 16MiB\n  placement: {selector: {matchLabels: {name: local}}}\n",
      in: "images/web.yaml")
    let key = try await fleet.merlon("host", "key", "far")
    let path = ".merlon/allowed_signers"
    let signers = try await fleet.git("show", "HEAD:\(path)")
    try fleet.write(signers + "\n" + key.output, to: path)
    // What came before the first pass has no verdict.
    commits = [try await fleet.commit("Two hosts")]
    for host in Self.hosts { try await startAgent(host) }
  }

  private func startAgent(_ host: String) async throws {
    let address = host == "far" ? "127.0.0.2" : "127.0.0.1"
    agents[host] = try await fleet.startHost(
      host, "--bind", address, "--probe-interval", "1",
      in: host == "far" ? star?.inside("far") ?? [] : [])
  }

  private func kill(_ child: Child?) async throws {
    guard let child, !child.hasEnded else { return }
    child.send(SIGKILL)
    _ = try await child.wait()
  }

  // MARK: - Faults

  /// Lets a controller watch.
  func follow() async throws {
    try await kill(controller)
    let words = asController("reconcile", "--interval", "1")
    controller = try fleet.start(words[0], Array(words.dropFirst()))
  }

  /// A command of the controller's side of the network.
  private func asController(_ words: String...) -> [String] {
    (star?.inside() ?? []) + [E2E.merlon] + words
  }

  private func run(_ words: [String]) async throws -> Outcome {
    try await fleet.run(words[0], Array(words.dropFirst()))
  }

  /// Commits a page, or something wrong, or something that affects nothing.
  func commit(_ random: inout SplitMix64) async throws {
    let number = commits.count
    let wrong = "requirements/wrong.yaml"
    try? FileManager.default.removeItem(atPath: fleet.reachable(fleet.path + "/" + wrong))
    switch Int.random(in: 0..<8, using: &random) {
    case 0: try fleet.write("kind: Nonsense \(number)\n", to: wrong)
    case 1: try fleet.write("Note \(number)\n", to: "README.md")
    default: try fleet.write("<h1>\(number)</h1>\n", to: "site/index.html")
    }
    commits.append(try await fleet.commit("Change \(number)"))
  }

  /// Breaks something.
  func cause(_ fault: Fault, _ random: inout SplitMix64) async throws {
    switch fault {
    case .controller:
      try await kill(controller)
      if Bool.random(using: &random) { try await follow() }
    case .localAgent, .farAgent:
      let host = fault == .farAgent ? "far" : "local"
      try await kill(agents[host])
      guard Bool.random(using: &random) else { return }
      // An agent that starts needs room for a number.
      try disk.empty()
      try await startAgent(host)
    case .monitor: strike(Array(fleet.monitors.keys), SIGKILL, &random)
    case .ssh: strike(links, SIGKILL, &random)
    case .hangingLink: if let link = strike(links, SIGSTOP, &random) { stopped.append(link) }
    case .cable: try await cut(&random)
    case .fullDisk: try disk.fill(leavingKiB: Int.random(in: 0...512, using: &random))
    case .clock: try clock.step(to: Int.random(in: -3600...3600, using: &random))
    case .commit:
      try disk.empty()
      try await commit(&random)
    case .torn: try await tear(Self.hosts.randomElement(using: &random) ?? "local", &random)
    }
  }

  /// Pulls the cable of the far host for a while, or until everything is healed.
  private func cut(_ random: inout SplitMix64) async throws {
    try await star?.connect("far", false)
    try await Task.sleep(for: .milliseconds(Int.random(in: 0...3000, using: &random)))
    if Bool.random(using: &random) { try await star?.connect("far", true) }
  }

  /// The processes of ssh that lead to the far host.
  private var links: [pid_t] {
    ProcessTable.running(with: fleet.root + "/ssh/user").keys.sorted()
  }

  @discardableResult
  private func strike(
    _ processes: [pid_t], _ signal: Int32, _ random: inout SplitMix64
  ) -> pid_t? {
    guard let process = processes.sorted().randomElement(using: &random) else { return nil }
    Glibc.kill(process, signal)
    return process
  }

  /// Kills an agent in the middle of a write: the boot journal, or the end of what it has signed.
  private func tear(_ host: String, _ random: inout SplitMix64) async throws {
    try await kill(agents[host])
    let state = fleet.reachable(String(fleet.socket(of: host).dropLast("/agent.sock".count)))
    let isBoot = Bool.random(using: &random)
    let path = state + (isBoot ? "/journal/fleet.json" : "/statements/fleet.lines")
    guard let bytes = FileManager.default.contents(atPath: path) else { return }
    if isBoot {
      let length = Int.random(in: 0..<max(1, bytes.count), using: &random)
      try bytes.prefix(length).write(to: URL(filePath: path))
    } else {
      // What was not on the disk yet was given to nobody.
      let piece = Data(String(repeating: "x", count: Int.random(in: 1...300, using: &random)).utf8)
      try (bytes + piece).write(to: URL(filePath: path))
    }
  }

  /// Ends what is broken and starts what is missing; mends nothing.
  func heal() async throws {
    for process in stopped { Glibc.kill(process, SIGCONT) }
    stopped = []
    try disk.empty()
    try await star?.connect("far", true)
    for host in Self.hosts where agents[host]?.hasEnded != false { try await startAgent(host) }
    try await kill(controller)
  }

  // MARK: - Afterwards

  /// Lets one controller finish, and expects that everything is right.
  func converge(_ when: String) async throws {
    var outcome = try await run(asController("reconcile", "--once"))
    for _ in 0..<4 where outcome.status == 2 {
      outcome = try await run(asController("reconcile", "--once"))
    }
    let verdicts = try await fleet.verdicts()
    #expect(Set(verdicts.keys) == Set(commits), "\(when)")
    let isRefused = verdicts[commits[commits.count - 1]] == "FAILED"
    #expect(outcome.status == (isRefused ? 1 : 0), "\(when): \(outcome)")
    for commit in commits.suffix(4) { try await fleet.expectWholeNote(on: commit, when) }
    var status = try await run(asController("status", "--output", "json")).json()
    // Where many want the processors, an answer by ssh can be late.
    for _ in 0..<4 where status["unreachable"]?.object?.isEmpty == false {
      status = try await run(asController("status", "--output", "json")).json()
    }
    let inForce = commits.last { verdicts[$0] == "PASSED" }
    #expect(status["inForce"]?.string == inForce, "\(when)")
    let states = status["instances"]?.array?.map { $0["state"]?.string }
    #expect(states == ["serving", "serving"], "\(when): \(status)")
    let page = try await fleet.git("show", "\(inForce ?? "HEAD"):site/index.html")
    #expect(LocalPort.get("/", at: fleet.port)?.body == page + "\n", "\(when)")
    let verification = try await fleet.merlon("audit", "verify")
    #expect(verification.status == 0, "\(when): \(verification)")
    for host in Self.hosts {
      let numbers = try await fleet.statements(of: host).map(\.sequence)
      #expect(!numbers.isEmpty && numbers == Array(1...numbers.count), "\(when), host \(host)")
    }
    try await Patience.wait(until: "one monitor for each instance, \(when)") {
      self.fleet.monitors.count == 2
    }
  }

  /// Stops the hosts, and expects that no process is left.
  func end() async throws {
    for host in Self.hosts {
      #expect(try await run(asController("host", "stop", host)).status == 0)
      #expect(try await agents[host]?.wait() == .exited(0))
    }
    try await Patience.wait(until: "the end of all processes of hosts and controllers") {
      self.fleet.monitors.isEmpty && ProcessTable.running(with: self.fleet.path).isEmpty
    }
  }
}
