import Policy
import Vocabulary

/// `kind: Host`.
enum HostShape {
  static let document = DocumentShape.document(
    "Host", "A machine that runs images.", metadata: .metadata(), spec: spec
  ) { metadata, spec, location in
    Host(
      name: metadata.name, labels: metadata.labels, agent: spec.agent, network: spec.network,
      location: location)
  }

  private struct Spec: Sendable {
    let agent: AgentAddress?
    let network: HostNetwork?
  }

  private static let spec: Kind<Spec> = .mapping(
    .optional(
      "agent", .text(.agent),
      "Where the host's agent is, when its state is not beside the repository: its unix socket, or "
        + "ssh://[USER@]HOST[:PORT]/STATE, the machine and folder of `merlon host run --state`."),
    .optional(
      "network", network,
      "A network on which images have addresses of their own, which a new instance takes over.")
  ) { _, agent, network in Spec(agent: agent, network: network) }

  private static let network: Kind<HostNetwork> = .mapping(
    .required("bridge", .text(.interface), "The bridge of the host that leads to the network."),
    .optional("gateway", .text(.address), "The way out of the network."),
    .required(
      "addresses",
      Kind.map(from: Form<ImageName>.name(), to: .text(.station), called: "the address of"),
      "The images that are on it, with their addresses; others are behind ports of the host.")
  ) { place, bridge, gateway, addresses in
    var owners: [InternetAddress: ImageName] = [:]
    for entry in addresses {
      let address = entry.value.address
      if let owner = owners.updateValue(entry.key, forKey: address) {
        place.note(
          at: entry.location, "images \(owner) and \(entry.key) have the same address",
          hint: "give each an address of its own")
      }
      if let gateway, gateway == address || !entry.value.reaches(gateway) {
        place.note(
          at: entry.location,
          "\(entry.key) cannot reach the gateway \(gateway) from \(entry.value)",
          hint: "the gateway is another station of the same network")
      }
    }
    return HostNetwork(
      bridge: bridge, gateway: gateway,
      addresses: Dictionary(addresses.map { ($0.key, $0.value) }) { first, _ in first })
  }
}
