import Vocabulary

/// IPv4 addresses as options write them: decimal, without a zero in front.
enum IPv4Text {
  /// Reads an address.
  static func address(_ text: some StringProtocol) -> UInt32? { InternetAddress(text)?.number }

  /// Reads an address and the length of its prefix.
  static func interface(_ text: some StringProtocol) -> (address: UInt32, prefix: Int)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = address(parts[0]),
      let prefix = DecimalNumber.read(parts[1], upTo: 32)
    else { return nil }
    return (address, prefix)
  }

  /// Tells whether a text is a network, no bit set after the prefix, or one address.
  static func isNetwork(_ text: some StringProtocol) -> Bool {
    guard let (address, prefix) = interface(text) else { return address(text) != nil }
    return UInt64(address) & ((1 << UInt64(32 - prefix)) - 1) == 0
  }

  /// Tells whether a text is an address that somebody can have, and a port.
  static func isSocket(_ text: some StringProtocol) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = address(parts[0]) else { return false }
    return address != 0 && isPort(parts[1])
  }

  /// Tells whether a text is a port, 1 to 65535.
  static func isPort(_ text: some StringProtocol) -> Bool {
    DecimalNumber.read(text, upTo: 65_535) ?? 0 > 0
  }
}
