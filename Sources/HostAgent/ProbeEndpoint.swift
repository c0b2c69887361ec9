import HostLink
import Vocabulary

/// Where an instance is asked, and from where.
struct ProbeEndpoint: Hashable, Sendable {
  /// The instance's address.
  let address: InternetAddress
  /// The asker's.
  let source: InternetAddress
  /// The interface that leads there, whatever others do.
  let interface: InterfaceName?

  /// A port of this machine.
  static let loopback = ProbeEndpoint(
    address: InternetAddress(0x7f00_0001), source: InternetAddress(0x7f00_0001), interface: nil)
}
