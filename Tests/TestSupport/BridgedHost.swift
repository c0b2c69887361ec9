import Foundation

/// Two network namespaces of a test's own: a host with a bridge, and a client at the other end of
/// one of the bridge's cables.
package struct BridgedHost {
  /// The host's bridge.
  package static let bridge = "br0"
  /// The client's address, and the length of the network's prefix.
  package static let client = "10.92.0.2"

  private let fleet: Fleet
  private let prefix = "mb\(UInt32.random(in: .min ... .max))"

  /// Whether this machine can have them; says once why not.
  package static let isPossible = NamespaceTrial.succeeds(
    """
    ip link add br0 type bridge
    ip tuntap add t0 mode tap
    ip link set t0 master br0
    bridge fdb replace 02:00:00:00:00:01 dev t0 master static
    """, "b",
    otherwise:
      "tests of bridges are skipped: no namespace with a bridge and a tap can be made here")

  /// Lends both; they are gone afterwards.
  package static func lend(
    to fleet: Fleet, _ body: (BridgedHost) async throws -> Void
  ) async throws {
    let host = BridgedHost(fleet: fleet)
    let result: Result<Void, any Error>
    do {
      try await host.set()
      result = .success(try await body(host))
    } catch { result = .failure(error) }
    for name in ["host", "client"] { _ = try? await host.run("ip netns del \(host.full(name))") }
    try result.get()
  }

  /// The command that leads to the host.
  package var onHost: [String] { ["ip", "netns", "exec", full("host")] }
  /// The command that leads to the client.
  package var onClient: [String] { ["ip", "netns", "exec", full("client")] }

  /// What a command says on the host, which must succeed there.
  package func ask(_ command: String) async throws -> String {
    try await run((onHost + [command]).joined(separator: " "))
  }

  private func full(_ name: String) -> String { "\(prefix)-\(name)" }

  private func set() async throws {
    for name in ["host", "client"] { try await run("ip netns add \(full(name))") }
    for line in [
      "link set lo up", "link add \(Self.bridge) type bridge", "link set \(Self.bridge) up",
      "address add 10.92.0.1/24 dev \(Self.bridge)",
      "link add cable type veth peer name eth0 netns \(full("client"))",
      "link set cable master \(Self.bridge) up",
    ] { try await run("ip -n \(full("host")) \(line)") }
    for line in ["link set eth0 up", "address add \(Self.client)/24 dev eth0"] {
      try await run("ip -n \(full("client")) \(line)")
    }
  }

  @discardableResult
  private func run(_ command: String) async throws -> String {
    let words = command.split(separator: " ").map(String.init)
    let outcome = try await fleet.run(words[0], Array(words.dropFirst()))
    guard outcome.status == 0 else { throw ChildError(words[0], outcome.description) }
    return outcome.output
  }
}
