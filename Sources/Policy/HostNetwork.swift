package import Vocabulary

/// A network of a host on which images have addresses of their own.
package struct HostNetwork: Hashable, Sendable {
  /// The bridge that leads to it.
  package let bridge: InterfaceName
  /// The way out of it, if there is one.
  package let gateway: InternetAddress?
  /// The images that are on it, and where; the others are behind ports of the host.
  package let addresses: [ImageName: InternetInterface]

  /// Makes a network.
  package init(
    bridge: InterfaceName, gateway: InternetAddress?, addresses: [ImageName: InternetInterface]
  ) {
    self.bridge = bridge
    self.gateway = gateway
    self.addresses = addresses
  }
}
