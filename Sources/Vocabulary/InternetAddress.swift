/// An IPv4 address.
package struct InternetAddress: Hashable, Sendable, CustomStringConvertible {
  /// The four octets, the first one highest.
  package let number: UInt32

  /// Takes the four octets as one number, the first one highest.
  package init(_ number: UInt32) { self.number = number }

  /// Reads four decimal numbers without zeroes in front, separated by dots.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let octets = parts.compactMap { DecimalNumber.read($0, upTo: 255) }
    guard parts.count == 4, octets.count == 4 else { return nil }
    number = octets.reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The four octets in the order of transmission.
  package var octets: [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }

  /// Dotted decimal.
  package var description: String { octets.map(String.init).joined(separator: ".") }
}
