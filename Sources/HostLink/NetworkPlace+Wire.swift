package import Vocabulary

extension NetworkPlace: WireValue {
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
    let gateway = try reader.optional("gateway") { reader throws(HostLinkError) in
      guard let gateway = InternetAddress(try reader.string("gateway")) else {
        throw reader.malformed("gateway", "an IPv4 address")
      }
      return gateway
    }
    self.init(bridge: bridge, address: address, gateway: gateway)
  }
}
