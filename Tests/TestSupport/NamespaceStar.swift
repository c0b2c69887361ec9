import Foundation

/// Network namespaces of a test's own: one for the controller, and one for each host, at the end of
/// a cable of its own that can be pulled and is no faster than 1 MB a second.
package struct NamespaceStar {
  private let fleet: Fleet
  private let names: [String]
  private let prefix = "mt\(UInt32.random(in: .min ... .max))"

  /// Whether this machine can have them; says once why not.
  package static let isPossible = NamespaceTrial.succeeds(
    "tc qdisc add dev lo root tbf rate 8mbit burst 32kbit latency 400ms", "s",
    otherwise: "tests of hosts in namespaces are skipped: `ip netns` or `tc` cannot be used here")

  /// Lends namespaces for `names`; they are gone afterwards.
  package static func lend(
    _ names: [String], to fleet: Fleet, _ body: (NamespaceStar) async throws -> Void
  ) async throws {
    let star = NamespaceStar(fleet: fleet, names: names)
    let result: Result<Void, any Error>
    do {
      try await star.set()
      result = .success(try await body(star))
    } catch { result = .failure(error) }
    for name in names + ["control"] { _ = try? await star.ip("netns", "del", star.full(name)) }
    try result.get()
  }

  private func full(_ name: String) -> String { "\(prefix)-\(name)" }

  /// The address of a host.
  package func address(of name: String) -> String {
    "10.91.\(names.firstIndex(of: name) ?? 0).2"
  }

  /// The command that leads into the namespace of a host, or of the controller.
  package func inside(_ name: String = "control") -> [String] {
    ["ip", "netns", "exec", full(name)]
  }

  /// Pulls the cable of a host, or puts it back.
  package func connect(_ name: String, _ isConnected: Bool) async throws {
    try await control("link", "set", name, isConnected ? "up" : "down")
  }

  private func set() async throws {
    for name in names + ["control"] {
      try await ip("netns", "add", full(name))
      try await ip("-n", full(name), "link", "set", "lo", "up")
    }
    for (index, name) in names.enumerated() {
      try await ip(
        "-n", full("control"), "link", "add", name, "type", "veth", "peer", "name", "eth0",
        "netns", full(name))
      try await control("address", "add", "10.91.\(index).1/24", "dev", name)
      try await control("link", "set", name, "up")
      try await ip("-n", full(name), "address", "add", address(of: name) + "/24", "dev", "eth0")
      try await ip("-n", full(name), "link", "set", "eth0", "up")
      let words =
        inside() + ["tc", "qdisc", "add", "dev", name, "root", "tbf", "rate", "2mbit"]
        + ["burst", "32kbit", "latency", "400ms"]
      try await run(words)
    }
  }

  private func control(_ words: String...) async throws {
    try await run(["ip", "-n", full("control")] + words)
  }

  private func ip(_ words: String...) async throws { try await run(["ip"] + words) }

  private func run(_ words: [String]) async throws {
    let outcome = try await fleet.run(words[0], Array(words.dropFirst()))
    guard outcome.status == 0 else { throw ChildError(words[0], outcome.description) }
  }
}
