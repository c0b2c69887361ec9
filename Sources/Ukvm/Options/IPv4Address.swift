/// An IPv4 address.
package struct IPv4Address: Equatable, Sendable, CustomStringConvertible {
  /// The four numbers, first one first.
  package let octets: [UInt8]

  /// Reads four decimal numbers separated by dots.
  package init?(_ text: Substring) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let octets = parts.compactMap { Decimal.number($0, in: 0...255).map { UInt8($0) } }
    guard parts.count == 4, octets.count == 4 else { return nil }
    self.octets = octets
  }

  init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
    octets = [first, second, third, fourth]
  }

  /// Dotted decimal.
  package var description: String { octets.map(String.init).joined(separator: ".") }

  /// The four octets in memory order, as `in_addr` holds them on this machine.
  var networkOrder: UInt32 { octets.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
}
