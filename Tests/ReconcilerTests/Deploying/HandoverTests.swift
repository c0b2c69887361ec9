import Foundation
import TestSupport
import Testing
import Vocabulary

/// Instances that are replaced while clients with and without kept connections ask them.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(20)))
struct HandoverTests {
  private static let address = "10.92.0.10"

  /// Writes the next page, and waits until the image that has it serves.
  private func roll(_ page: String, of fleet: Fleet) async throws {
    try fleet.write(page, to: "site/index.html")
    try await fleet.commit("The page \(page)")
    try await fleet.reconcile(expecting: 0)
  }

  /// Waits until the instance before has ended.
  private func awaitOneMonitor(of fleet: Fleet) async throws {
    try await Patience.wait(until: "the end of the old instance") { fleet.monitors.count == 1 }
  }

  private func expectNoLoss(_ seen: JSON, _ place: Testing.SourceLocation = #_sourceLocation) {
    #expect(seen.losses == [], "\(seen)", sourceLocation: place)
    #expect(seen.count("asked") > 0 && seen.count("drained") > 0, "\(seen)", sourceLocation: place)
  }

  @Test func `behind ports of the host nobody notices, and kept connections are drained`()
    async throws
  {
    try await Fleet.withServing { fleet in
      let clients = try Clients(of: "127.0.0.1", fleet.port, for: fleet)
      for page in ["one", "two"] {
        try await roll(page, of: fleet)
        try await awaitOneMonitor(of: fleet)
      }
      let seen = try await clients.end()
      expectNoLoss(seen)
      #expect(seen["pages"]?.array?.contains(.string("two")) == true, "\(seen)")
    }
  }

  @Test func `an image without ports runs, and serves nobody`() async throws {
    try await Fleet.withCommitted { fleet in
      let ports = "ports: [{port: 80, hostPort: \(fleet.port)}]"
      try fleet.replace(ports, by: "ports: []", in: "images/web.yaml")
      try await fleet.commit("No way in")
      try await fleet.startHost()
      try await fleet.reconcile(expecting: 0)
      let row = try await fleet.instance("web")
      #expect(row?["state"]?.string == "serving", "\(String(describing: row))")
      #expect(fleet.ask("/") == nil)
    }
  }

  /// Lends a fleet whose image `web` has an address on the bridge of a host with an agent.
  private func withBridge(
    gateway: String = "", _ body: (Fleet, BridgedHost) async throws -> Void
  ) async throws {
    try await Fleet.withCommitted { fleet in
      try await BridgedHost.lend(to: fleet) { host in
        let network = "{bridge: \(BridgedHost.bridge), addresses: {web: \(Self.address)/24}}"
        let text = FleetPolicy.host("local")
          .replacing("spec: {}", with: "spec: {network: \(network)}")
        try fleet.write(text, to: "hosts/local.yaml")
        try await fleet.commit("The image has an address")
        let words = host.onHost + [E2E.merlon, "host", "run", "local"]
        let agent = try fleet.start(words[0], Array(words.dropFirst()))
        try await Patience.wait(until: "the host agent") {
          guard !agent.hasEnded else { throw BootedOutcome(description: agent.error) }
          return LocalPort.isListening(at: fleet.socket(of: "local"))
        }
        try await body(fleet, host)
      }
    }
  }

  @Test(.enabled(if: BridgedHost.isPossible))
  func `on a bridge the address moves over, and connections stay until they end`() async throws {
    try await withBridge { fleet, host in
      try await fleet.reconcile(expecting: 0)
      let first = try await host.ask("bridge fdb show br br0")
      let clients = try Clients(of: Self.address, 80, for: fleet, from: host.onClient)
      for page in ["one", "two", "three"] {
        try await roll(page, of: fleet)
        try await awaitOneMonitor(of: fleet)
      }
      let seen = try await clients.end()
      expectNoLoss(seen)
      #expect(seen["pages"]?.array?.contains(.string("three")) == true, "\(seen)")
      #expect(try await fleet.merlon("audit").status == 0)
      // The station's address is what it was, at another port of the bridge.
      let last = try await host.ask("bridge fdb show br br0")
      let shared = "02:4d:0a:5c:00:0a"
      func port(_ table: String) -> Substring? {
        table.split(separator: "\n").first { $0.hasPrefix(shared) }
      }
      #expect(port(first) != nil && port(last) != nil && port(first) != port(last), "\(last)")
      // No tap is left of those that are gone.
      let taps = try await host.ask("ip -brief link show type tun")
      #expect(taps.split(separator: "\n").count == 1, "\(taps)")
    }
  }

  @Test(.enabled(if: BridgedHost.isPossible))
  func `two rollouts at once: connections find the instance before the one before`() async throws {
    try await withBridge { fleet, host in
      try await fleet.reconcile(expecting: 0)
      let clients = try Clients(of: Self.address, 80, for: fleet, from: host.onClient)
      for page in ["one", "two", "three"] { try await roll(page, of: fleet) }
      try await awaitOneMonitor(of: fleet)
      expectNoLoss(try await clients.end())
    }
  }

  @Test(.enabled(if: BridgedHost.isPossible))
  func `a version that does not come up takes nothing over`() async throws {
    try await withBridge { fleet, host in
      try await fleet.reconcile(expecting: 0)
      let clients = try Clients(of: Self.address, 80, for: fleet, from: host.onClient)
      try fleet.write(
        FleetPolicy.probe(path: "/", expecting: 418), to: "requirements/never.yaml")
      try await fleet.commit("A probe that fails")
      try await fleet.reconcile(expecting: 1)
      let seen = try await clients.end()
      #expect(seen.losses == [] && seen.count("drained") == 0, "\(seen)")
      #expect(try await fleet.instance("web")?["state"]?.string == "serving")
    }
  }

  @Test(.enabled(if: BridgedHost.isPossible))
  func `an image that moves from ports to the bridge is started anew there`() async throws {
    try await withBridge { fleet, host in
      let document = try String(
        contentsOfFile: fleet.path + "/hosts/local.yaml", encoding: .utf8)
      try fleet.write(FleetPolicy.host("local"), to: "hosts/local.yaml")
      try await fleet.commit("Behind ports")
      try await fleet.reconcile(expecting: 0)
      try fleet.write(document, to: "hosts/local.yaml")
      try await fleet.commit("On the bridge")
      try await fleet.reconcile(expecting: 0)
      try await awaitOneMonitor(of: fleet)
      let clients = try Clients(of: Self.address, 80, for: fleet, from: host.onClient)
      try await Task.sleep(for: .seconds(1))
      let seen = try await clients.end()
      #expect(seen.losses == [] && seen.count("asked") > 0, "\(seen)")
    }
  }

  @Test(.enabled(if: BridgedHost.isPossible))
  func `a bridge that is not there is refused with what to do`() async throws {
    try await withBridge { fleet, host in
      try fleet.replace("bridge: br0", by: "bridge: br7", in: "hosts/local.yaml")
      try await fleet.commit("Another bridge")
      let outcome = try await fleet.reconcile(expecting: 2)
      let words = outcome.output + outcome.error
      #expect(words.contains("this host has no bridge br7"), "\(outcome)")
    }
  }
}

/// What an agent that does not live has said.
private struct BootedOutcome: Error { let description: String }
