/// A SHA-256 digest as a value; `Keys` computes it.
package struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The 64 lower-case hexadecimal digits.
  package let hex: String

  /// Makes a digest of its 32 bytes.
  package init(bytes: some Collection<UInt8>) {
    precondition(bytes.count == 32, "a SHA-256 digest has 32 bytes")
    hex = Hex.encode(bytes)
  }

  /// Checks `hex`, or returns `nil` if it is not 64 lower-case hex digits.
  package init?(hex: String) {
    guard hex.utf8.count == 64, hex.utf8.allSatisfy(Hex.isLowercaseDigit) else { return nil }
    self.hex = hex
  }

  /// Reads the form `sha256:…` of OCI descriptors, or returns `nil`.
  package init?(_ description: String) {
    guard description.hasPrefix("sha256:") else { return nil }
    self.init(hex: String(description.dropFirst(7)))
  }

  /// The first 12 digits: enough to name an image to a person.
  package var short: String { String(hex.prefix(12)) }

  /// The form of OCI descriptors: `sha256:` and the digits.
  package var description: String { "sha256:" + hex }

  /// Orders digests by their bytes.
  package static func < (left: Digest, right: Digest) -> Bool { left.hex < right.hex }
}
