import Vocabulary

/// Rules for packets: `PROTOCOL [PORT[-PORT]] [from NETWORK]`, words parted by one space.
enum PacketRuleText {
  /// Tells whether a text is a rule.
  static func isRule(_ text: String) -> Bool {
    var words = text.split(separator: " ", omittingEmptySubsequences: false)[...]
    guard let name = words.popFirst(), ["tcp", "udp", "icmp"].contains(name) else { return false }
    if name != "icmp", let ports = words.first, ports != "from" {
      guard arePorts(ports) else { return false }
      words.removeFirst()
    }
    if words.isEmpty { return true }
    guard words.count == 2, words.first == "from", let network = words.last else { return false }
    return IPv4Text.isNetwork(network)
  }

  private static func arePorts(_ text: Substring) -> Bool {
    let ports = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...2).contains(ports.count), ports.allSatisfy({ IPv4Text.isPort($0) }) else {
      return false
    }
    let numbers = ports.compactMap { DecimalNumber.read($0, upTo: 65_535) }
    return numbers == numbers.sorted()
  }
}
