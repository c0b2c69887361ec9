/// Connections from the host that the user network hands to a port of the guest.
package struct Forward: Equatable, Sendable {
  /// Where the connections come from.
  package enum Source: Equatable, Sendable {
    /// The monitor binds this address itself.
    case bind(address: IPv4Address, port: UInt16)
    /// An inherited listening socket; `held` means that accepting waits for an `open`.
    case inherited(descriptor: Int32, held: Bool)
  }

  /// The declared network device.
  package let network: String
  /// Where its connections come from.
  package let source: Source
  /// The TCP port of the guest.
  package let guestPort: UInt16

  /// Reads `tcp:ADDRESS:PORT:GUESTPORT` or `@FD:GUESTPORT[,held]`.
  init?(network: String, _ text: Substring) {
    self.network = network
    if text.first == "@" {
      let words = text.dropFirst().split(separator: ",", omittingEmptySubsequences: false)
      let fields = words[0].split(separator: ":", omittingEmptySubsequences: false)
      guard words.count == 1 || (words.count == 2 && words[1] == "held"), fields.count == 2,
        let descriptor = Decimal.descriptor(fields[0]), let guestPort = Decimal.port(fields[1])
      else { return nil }
      source = .inherited(descriptor: descriptor, held: words.count == 2)
      self.guestPort = guestPort
    } else {
      let fields = text.split(separator: ":", omittingEmptySubsequences: false)
      guard fields.count == 4, fields[0] == "tcp", let address = IPv4Address(fields[1]),
        let port = Decimal.port(fields[2]), let guestPort = Decimal.port(fields[3])
      else { return nil }
      source = .bind(address: address, port: port)
      self.guestPort = guestPort
    }
  }
}
