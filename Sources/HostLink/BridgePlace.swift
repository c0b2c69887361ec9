package import Vocabulary

/// Where an instance is on a network of its host's, instead of behind ports of the host.
package struct BridgePlace: Hashable, Sendable {
  /// The host's bridge.
  package let bridge: InterfaceName
  /// The instance's address there, which a newer one takes over.
  package let address: InternetInterface
  /// The way out of that network, if there is one.
  package let gateway: InternetAddress?

  /// Makes a place.
  package init(bridge: InterfaceName, address: InternetInterface, gateway: InternetAddress? = nil) {
    self.bridge = bridge
    self.address = address
    self.gateway = gateway
  }
}

extension BridgePlace: WireValue {
  /// The form on the wire.
  package var json: JSON {
    var members: [String: JSON] = [
      "bridge": .string(bridge.text), "address": .string(address.description),
    ]
    members["gateway"] = gateway.map { .string($0.description) }
    return .object(members)
  }

  /// Reads the form on the wire.
  package init(_ reader: WireReader) throws(HostLinkError) {
    guard let bridge = InterfaceName(try reader.string("bridge")) else {
      throw reader.malformed("bridge", "the name of a network interface")
    }
    guard let address = InternetInterface(try reader.string("address")) else {
      throw reader.malformed("address", "an address with its network, as 192.0.2.7/24")
    }
    self.bridge = bridge
    self.address = address
    gateway = try reader.optional("gateway") { reader throws(HostLinkError) in
      guard let gateway = InternetAddress(try reader.string("gateway")) else {
        throw reader.malformed("gateway", "an IPv4 address")
      }
      return gateway
    }
  }
}
