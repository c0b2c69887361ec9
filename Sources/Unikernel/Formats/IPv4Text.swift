/// IPv4 addresses as options write them: decimal, without a zero in front.
enum IPv4Text {
  /// Reads an address.
  static func address(_ text: some StringProtocol) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt32 = 0
    for part in parts {
      guard let byte = number(part, upTo: 255) else { return nil }
      address = address << 8 | UInt32(byte)
    }
    return address
  }

  /// Reads an address and the length of its prefix.
  static func interface(_ text: some StringProtocol) -> (address: UInt32, prefix: Int)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = address(parts[0]),
      let prefix = number(parts[1], upTo: 32)
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
  static func isPort(_ text: some StringProtocol) -> Bool { number(text, upTo: 65_535) ?? 0 > 0 }

  /// Reads a decimal number without a zero in front.
  static func number(_ text: some StringProtocol, upTo most: Int) -> Int? {
    let digits = text.utf8
    guard (1...8).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
      digits.count == 1 || digits.first != 0x30
    else { return nil }
    let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return number <= most ? number : nil
  }
}
