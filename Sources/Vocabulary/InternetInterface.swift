/// The IPv4 address of a station, with the length of its network's prefix.
package struct InternetInterface: Hashable, Sendable, CustomStringConvertible {
  /// The station's address.
  package let address: InternetAddress
  /// How many bits of it all stations of the network share: 8 to 30, so that the network has an
  /// address of its own.
  package let prefixLength: Int

  /// Reads `192.0.2.7/24`; the address of the network, and that of all of its stations, are no
  /// station's.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = InternetAddress(parts[0]),
      let length = DecimalNumber.read(parts[1], upTo: 30), length >= 8
    else { return nil }
    self.address = address
    prefixLength = length
    guard address != network, address.number | mask != .max, address.octets[0] < 224 else {
      return nil
    }
  }

  private var mask: UInt32 { .max << UInt32(32 - prefixLength) }

  /// The address of the network itself, which no station has.
  package var network: InternetAddress { InternetAddress(address.number & mask) }

  /// Tells whether a station is on the same network.
  package func reaches(_ other: InternetAddress) -> Bool { other.number & mask == network.number }

  /// The address, a slash, and the length.
  package var description: String { "\(address)/\(prefixLength)" }
}
