import Foundation
import TestSupport
import Testing
import Vocabulary

/// Hosts that are reached through `ssh HOST merlon host connect`.
@Suite(
  .enabled(if: E2E.isPossible && SSHServer.isPossible, Comment(rawValue: E2E.reason)),
  .serialized, .timeLimit(.minutes(10)))
struct RemoteHostTests {
  private func host(_ name: String, at agent: String) -> String {
    FleetPolicy.host(name).replacing("spec: {}", with: "spec: {agent: \"\(agent)\"}")
  }

  private func state(of host: String, in fleet: Fleet) -> String {
    String(fleet.socket(of: host).dropLast("/agent.sock".count))
  }

  /// Makes `web` run on a host `local` that is behind sshd.
  private func withRemote(_ body: (Fleet, SSHServer) async throws -> Void) async throws {
    try await Fleet.withCommitted { fleet in
      let server = try await SSHServer(of: fleet)
      let agent = server.address + state(of: "local", in: fleet)
      try fleet.write(host("local", at: agent), to: "hosts/local.yaml")
      try await fleet.commit("The host is another machine")
      try await body(fleet, server)
    }
  }

  @Test func `a commit is enforced there, and its state and events come back`() async throws {
    try await withRemote { fleet, _ in
      try await fleet.startHost()
      try await fleet.reconcile(expecting: 0)
      #expect(fleet.ask("/") == 200)
      #expect(try await fleet.instance("web")?["state"]?.string == "serving")
      try fleet.write("<h1>newer</h1>\n", to: "site/index.html")
      try await fleet.commit("A newer page")
      try await fleet.reconcile(expecting: 0)
      #expect(LocalPort.get("/", at: fleet.port)?.body.contains("newer") == true)
      #expect(try await fleet.merlon("audit").status == 0)
    }
  }

  @Test func `where no agent runs, or another one, the reason is told`() async throws {
    try await withRemote { fleet, server in
      let away = try await fleet.reconcile(expecting: 2)
      #expect((away.output + away.error).contains("is `merlon host run` running there?"), "\(away)")
      try await fleet.startHost("other")
      let other = server.address + state(of: "other", in: fleet)
      try fleet.write(host("local", at: other), to: "hosts/local.yaml")
      try await fleet.commit("The wrong folder")
      let outcome = try await fleet.reconcile(expecting: 2)
      #expect((outcome.output + outcome.error).contains("is host other, not local"), "\(outcome)")
    }
  }

  @Test func `a machine whose key is not known is refused, and nobody is asked`() async throws {
    try await withRemote { fleet, _ in
      try await fleet.startHost()
      try FileManager.default.removeItem(atPath: SSHServer.knownHosts(of: fleet))
      let outcome = try await fleet.reconcile(expecting: 2)
      #expect(
        (outcome.output + outcome.error).contains("Host key verification failed"), "\(outcome)")
      #expect(fleet.monitors.isEmpty)
    }
  }

  /// Two hosts with addresses of their own, each in a network namespace, and the controller in one.
  ///
  /// The cable of one is pulled while its image is on the way.
  @Test(.enabled(if: NamespaceStar.isPossible))
  func `a host that is cut off does not hold up another, and catches up`() async throws {
    try await Fleet.withCommitted { fleet in
      try await NamespaceStar.lend(["near", "far"], to: fleet) { star in
        try await prepare(fleet, star)
        let images = state(of: "far", in: fleet) + "/images"
        func chunks() -> Int {
          let names = try? FileManager.default.contentsOfDirectory(atPath: images)
          return (names ?? []).count { $0.hasSuffix(".chunk") }
        }
        let first = try start("reconcile", "--once", star: star, fleet)
        try await Patience.wait(until: "chunks on their way") { chunks() > 20 || first.hasEnded }
        try await star.connect("far", false)
        #expect(try await first.wait() == .exited(2), "\(first.output) \(first.error)")
        #expect(fleet.monitors.count == 1)
        // What has come need not come again.
        #expect(chunks() > 20)
        try await star.connect("far", true)
        let second = try start("reconcile", "--once", star: star, fleet)
        #expect(try await second.wait() == .exited(0), "\(second.output) \(second.error)")
        #expect(fleet.monitors.count == 2 && chunks() == 0)
      }
    }
  }

  private func start(
    _ words: String..., star: NamespaceStar, in name: String = "control", _ fleet: Fleet
  ) throws -> Child {
    let words = star.inside(name) + [E2E.merlon] + words
    return try fleet.start(words[0], Array(words.dropFirst()))
  }

  /// Commits `web` for the near host, and an image with 3 MiB of noise for the far one.
  private func prepare(_ fleet: Fleet, _ star: NamespaceStar) async throws {
    for name in ["near", "far"] {
      let server = try await SSHServer(
        of: fleet, at: star.address(of: name), in: star.inside(name))
      try fleet.write(
        host(name, at: server.address + state(of: name, in: fleet)), to: "hosts/\(name).yaml")
      let agent = try start("host", "run", name, star: star, in: name, fleet)
      try await Patience.wait(until: "the agent") {
        agent.hasEnded || LocalPort.isListening(at: fleet.socket(of: name))
      }
    }
    var random = SplitMix64(seed: 1)
    let noise = (0..<3 << 18).map { _ in String(random.next() >> 48, radix: 36) }.joined()
    try fleet.write(String(noise.prefix(3 << 20)), to: "noise/noise.txt")
    try fleet.write(
      FleetPolicy.inner(port: LocalPort.free(), on: "far").replacing("site/", with: "noise/"),
      to: "images/inner.yaml")
    try fleet.replace(
      "  target: spt", by: "  placement: {selector: {matchLabels: {name: near}}}\n  target: spt",
      in: "images/web.yaml")
    try await fleet.git("rm", "--quiet", "hosts/local.yaml")
    try await fleet.commit("Two machines")
  }
}
