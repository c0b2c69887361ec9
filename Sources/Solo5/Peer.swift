/// A TCP port of an IPv4 address with which a guest may begin to talk.
package struct Peer: Hashable, Sendable {
  /// The address, its first octet highest.
  package let address: UInt32
  /// The port.
  package let port: UInt16

  /// Reads `ADDRESS:PORT`, both in plain decimal.
  package init?(_ text: String) {
    func number(_ digits: Substring, atMost most: Int) -> Int? {
      guard (1...5).contains(digits.utf8.count),
        digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
        number <= most, digits.first != "0" || digits.utf8.count == 1
      else { return nil }
      return number
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let port = number(parts[1], atMost: 65535), port > 0 else {
      return nil
    }
    let octets = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let address = octets.compactMap { number($0, atMost: 255) }
    guard octets.count == 4, address.count == 4 else { return nil }
    self.address = address.reduce(0) { $0 << 8 | UInt32($1) }
    self.port = UInt16(port)
  }
}
