import ArgumentParser
import Glibc

/// What is before the instances.
enum RolloutNetwork: String, ExpressibleByArgument, CaseIterable {
  case user
  case bridge

  private static let name = "mbench0"

  /// Makes the bridge, in the network namespace that this process is in.
  func prepare() throws {
    guard self == .bridge else { return }
    let commands = [
      "link set lo up", "link add \(Self.name) type bridge",
      "address add 10.93.0.1/16 dev \(Self.name)", "link set \(Self.name) up",
    ]
    for command in commands {
      let words = command.split(separator: " ").map(String.init)
      let child = try Child(
        "/usr/bin/env", ["ip"] + words, environment: ["PATH": "/usr/sbin:/sbin"])
      guard child.wait() == 0 else {
        throw Failure("ip \(command) failed; run it as root by `ip netns exec NAMESPACE`")
      }
    }
  }

  /// The address of an instance.
  static func address(_ number: Int) -> UInt32 { 0x0a5d_0100 + UInt32(number) }

  /// The document of a host with so many instances on the bridge.
  static func host(of count: Int) -> String {
    let addresses = (0..<count).map { number in
      "    i\(number): 10.93.\(1 + number / 256).\(number % 256)/16\n"
    }
    return """
      apiVersion: merlon.dev/v1
      kind: Host
      metadata: {name: local}
      spec:
        network:
          bridge: \(name)
          addresses:

      """ + addresses.map { "  " + $0 }.joined()
  }
}
