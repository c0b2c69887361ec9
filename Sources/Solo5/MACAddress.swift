/// An Ethernet address.
package struct MACAddress: Equatable, Sendable {
  /// Six bytes in the order of transmission.
  package let octets: [UInt8]

  /// No address: all zero.
  package static let unset = MACAddress(octets: [0, 0, 0, 0, 0, 0])

  init(octets: [UInt8]) {
    precondition(octets.count == 6)
    self.octets = octets
  }

  /// Whether a single station can have this address.
  var isStation: Bool { self != .unset && octets[0] & 1 == 0 }

  /// Reads six bytes of one or two hexadecimal digits, separated by colons.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let octets = parts.compactMap { part in
      (1...2).contains(part.utf8.count) && part.allSatisfy(\.isHexDigit)
        ? UInt8(part, radix: 16) : nil
    }
    guard parts.count == 6, octets.count == 6 else { return nil }
    self.octets = octets
  }

  /// Makes a locally administered address of a single station.
  package static func random() -> MACAddress {
    var octets = (0..<6).map { _ in UInt8.random(in: .min ... .max) }
    octets[0] = octets[0] & 0xfe | 2
    return MACAddress(octets: octets)
  }
}
