import Foundation
import HostLink

/// The measurements of `rollout` with one number of instances on one host.
struct RolloutRun {
  let fleet: BenchFleet
  let network: RolloutNetwork
  let count: Int
  let runs: Int
  let clients: Int

  /// Time for which nothing is asked of the host when its idle use is measured.
  private static let idleSeconds = 10

  func goals() async throws -> [Goal] {
    let endpoints = try writeImages()
    let agent = try fleet.start("merlon", "host", "run", "local", "--repo", fleet.policy.path)
    let socket = fleet.policy.appending(path: ".git/merlon/hosts/local/agent.sock").path
    _ = try await Stopwatch().until("the host agent's start") {
      FileManager.default.fileExists(atPath: socket)
    }
    try fleet.commit("\(count) images")
    let controller = try fleet.start("merlon", "reconcile", "--repo", fleet.policy.path)
    let host = try HostClient.connect(to: socket)
    let patience = 600_000 + 5_000.0 * Double(count)
    _ = try await Stopwatch().until(atMost: patience, "the first instances") {
      try serving(host).count == count
    }
    let (times, tallies) = try await roll(host, endpoints)
    let idle = try await idleShare(agent.identifier, controller.identifier)
    let memory = try (
      Memory.own(of: agent.identifier), Memory.own(of: controller.identifier)
    )
    let many = "\(count) \(count == 1 ? "instance" : "instances")"
    return [
      Goal(
        name: "rollout-\(count)",
        sample: Sample("order to all enforced, \(many)", "ms", times),
        bound: 10_000),
      Goal(
        name: "failed-\(count)",
        sample: Sample(
          "requests that failed, \(many)", "requests", tallies.map { Double($0.failed) }), bound: 0),
      Goal(
        name: "refused-\(count)",
        sample: Sample(
          "connections refused, \(many)", "connections", tallies.map { Double($0.refused) }),
        bound: 0),
      Goal(
        name: "reset-\(count)",
        sample: Sample(
          "connections reset, \(many)", "connections", tallies.map { Double($0.reset) }),
        bound: 0),
      Goal(
        name: "drained-\(count)",
        sample: Sample(
          "kept connections that were drained, \(many)", "connections",
          tallies.map { Double($0.ended) }), bound: 1, isFloor: true),
      Goal(
        name: "agent-memory-\(count)",
        sample: Sample("agent's memory (PSS), \(many)", "MiB", [memory.0]), bound: 64),
      Goal(
        name: "controller-memory-\(count)",
        sample: Sample("controller's memory (PSS), \(many)", "MiB", [memory.1]), bound: 128),
      Goal(
        name: "idle-\(count)",
        sample: Sample("agent's and controller's idle CPU, \(many)", "%", [idle]), bound: 1),
    ]
  }

  /// Replaces all instances, again and again, while clients ask them.
  private func roll(
    _ host: HostClient, _ endpoints: [Endpoint]
  ) async throws -> (times: [Double], tallies: [RolloutLoad.Tally]) {
    var times: [Double] = []
    var tallies: [RolloutLoad.Tally] = []
    for _ in 0..<runs {
      let before = try serving(host)
      let load = RolloutLoad(on: endpoints, threads: clients)
      let watch = Stopwatch()
      try fleet.run("merlon", "rollout", "restart", "all", "--repo", fleet.policy.path)
      let time = try await watch.until(atMost: 300_000, "the new instances") {
        let now = try serving(host)
        return now.count == count && before.isDisjoint(with: now)
      }
      times.append(time)
      // Old instances finish what they have, while clients go on.
      _ = try await Stopwatch().until(atMost: 120_000, "the end of the old instances") {
        try host.status().count == count
      }
      let tally = load.end()
      guard tally.asked > 0 else { throw Failure("the clients asked nothing") }
      tallies.append(tally)
    }
    return (times, tallies)
  }

  /// The process ids of the monitors that serve.
  private func serving(_ host: HostClient) throws -> Set<Int> {
    Set(try host.status().filter { $0.state == .serving }.compactMap(\.pid))
  }

  /// The part of one processor, in percent, that agent and controller take when nothing happens.
  private func idleShare(_ processes: Int32...) async throws -> Double {
    try await Task.sleep(for: .seconds(2))
    func seconds() throws -> Double {
      try processes.reduce(0) { try $0 + ProcessTree.ownSeconds(of: $1) }
    }
    let before = try seconds()
    try await Task.sleep(for: .seconds(Self.idleSeconds))
    return (try seconds() - before) / Double(Self.idleSeconds) * 100
  }

  /// Writes images that serve one page each, and returns where.
  private func writeImages() throws -> [Endpoint] {
    try FileManager.default.removeItem(at: fleet.policy.appending(path: "images/web.yaml"))
    try? FileManager.default.removeItem(at: fleet.policy.appending(path: "requirements"))
    var ports: Set<Int> = []
    while ports.count < count { ports.insert(HTTPQuestion.freePort()) }
    for (number, port) in ports.sorted().enumerated() {
      try fleet.write(
        """
        apiVersion: merlon.dev/v1
        kind: UnikernelImage
        metadata: {name: i\(number)}
        spec:
          modules:
            http-server: {port: 80}
            static-site: {root: site/}
          memory: 16MiB
          ports: [{port: 80, hostPort: \(port)}]
          rollout: {maxUnavailable: 0}

        """, to: "images/i\(number).yaml")
    }
    guard network == .bridge else { return ports.sorted().map { Endpoint(port: $0) } }
    try fleet.write(RolloutNetwork.host(of: count), to: "hosts/local.yaml")
    return (0..<count).map { Endpoint(address: RolloutNetwork.address($0), port: 80) }
  }
}
