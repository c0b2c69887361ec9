/// The name of a network interface of a host, as Linux takes it.
package struct InterfaceName: Hashable, Sendable, CustomStringConvertible {
  /// Most bytes of a name.
  package static let bytesMax = 15

  /// The name.
  package let text: String

  /// Takes 1 to 15 of letters, digits, `.`, `_` and `-` that do not begin with one of the last
  /// three, so that no program takes the name for an option or a path.
  package init?(_ text: String) {
    let isWord = { (byte: UInt8) in
      (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
    }
    guard let first = text.utf8.first, isWord(first), text.utf8.count <= Self.bytesMax,
      text.utf8.allSatisfy({ isWord($0) || "._-".utf8.contains($0) })
    else { return nil }
    self.text = text
  }

  /// The name.
  package var description: String { text }
}
