/// An Ethernet address.
package struct MACAddress: Hashable, Sendable, CustomStringConvertible {
  /// Six bytes in the order of transmission.
  package let octets: [UInt8]

  /// No address: all zero.
  package static let unset = MACAddress(octets: [0, 0, 0, 0, 0, 0])

  /// Every station.
  package static let everybody = MACAddress(octets: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff])

  /// Where a guest on a user network gets what comes for it once another has its connections.
  package static let replaced = MACAddress(octets: [6, 0x6d, 0x72, 0x6c, 0x6e, 0])

  /// Takes six octets.
  package init(octets: [UInt8]) {
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

  /// Six pairs of lower-case hexadecimal digits, separated by colons.
  package var description: String {
    octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
  }

  /// Makes a locally administered address of a single station.
  package static func random() -> MACAddress {
    var octets = (0..<6).map { _ in UInt8.random(in: .min ... .max) }
    octets[0] = octets[0] & 0xfe | 2
    return MACAddress(octets: octets)
  }
}
