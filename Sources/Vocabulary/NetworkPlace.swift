/// Where an image is on a network of a host's, instead of behind ports of the host.
package struct NetworkPlace: Hashable, Sendable, CustomStringConvertible {
  /// The host's bridge.
  package let bridge: InterfaceName
  /// The image's address there, which a newer instance takes over.
  package let address: InternetInterface
  /// The way out of that network, if there is one.
  package let gateway: InternetAddress?

  /// Makes a place.
  package init(bridge: InterfaceName, address: InternetInterface, gateway: InternetAddress? = nil) {
    self.bridge = bridge
    self.address = address
    self.gateway = gateway
  }

  /// The place, for people.
  package var description: String {
    "\(address) on \(bridge)" + (gateway.map { " by \($0)" } ?? "")
  }
}
