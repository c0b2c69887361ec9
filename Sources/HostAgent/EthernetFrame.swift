import Glibc
import Solo5
import Vocabulary

/// A frame that this host sends on a network as if it came from an instance.
struct EthernetFrame: Hashable, Sendable {
  private static let packetFamily: Int32 = 17
  private static let addressBytes = 20

  /// All of it, from the address that it is for on.
  let bytes: [UInt8]

  /// Says by ARP where an address is (RFC 5227 §2.3).
  init(announcing address: InternetAddress, at station: MACAddress, to destination: MACAddress) {
    let sender = station.octets + address.octets
    bytes =
      destination.octets + station.octets + [8, 6, 0, 1, 8, 0, 6, 4, 0, 1] + sender
      + MACAddress.unset.octets + address.octets
  }

  /// Sends it out of an interface; one that is lost is sent again by who needs it.
  func send(through interface: InterfaceName) {
    let index = if_nametoindex(interface.text)
    let type = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(Self.packetFamily, type, 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // `struct sockaddr_ll`, which Swift does not see: family, protocol, interface, and the rest.
    var address = [UInt8](repeating: 0, count: Self.addressBytes)
    address[0] = UInt8(Self.packetFamily)
    for place in 0..<4 { address[4 + place] = UInt8(truncatingIfNeeded: index >> (8 * place)) }
    address[11] = 6
    address.replaceSubrange(12..<18, with: bytes.prefix(6))
    address.withUnsafeBytes { raw in
      raw.withMemoryRebound(to: sockaddr.self) { place in
        _ = sendto(
          descriptor, bytes, bytes.count, 0, place.baseAddress, socklen_t(Self.addressBytes))
      }
    }
  }
}
