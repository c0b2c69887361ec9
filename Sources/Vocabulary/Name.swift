/// A checked name of something of kind `Subject`: 1–63 of `a–z 0–9 -`, starting and ending
/// with a letter or digit (an RFC 1123 label, as in Kubernetes).
///
/// `Subject` only tells names apart at compile time: a module's name is not an image's.
package struct Name<Subject>: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The name as written.
  package let text: String

  /// Checks `text` and makes it a name, or returns `nil` if it is not one.
  package init?(_ text: String) {
    let bytes = text.utf8
    guard (1...63).contains(bytes.count), bytes.first != hyphen, bytes.last != hyphen,
      bytes.allSatisfy({ isLowercase($0) || isDigit($0) || $0 == hyphen })
    else { return nil }
    self.text = text
  }

  /// The name as written.
  package var description: String { text }

  /// Whether both are written alike; inlinable, as hashing is, because every table is by name.
  @inlinable package static func == (left: Self, right: Self) -> Bool { left.text == right.text }

  /// Hashes the text.
  @inlinable package func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// Orders names by their bytes.
  package static func < (left: Self, right: Self) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

private let hyphen = UInt8(ascii: "-")

private func isLowercase(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
}

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

/// What a `Name` can be the name of.
package enum Named {
  /// A module of a catalog: the paper's m ∈ 𝓜.
  package enum Module {}
  /// An option of a module.
  package enum Option {}
  /// A unikernel image of the fleet.
  package enum Image {}
  /// A security requirement.
  package enum Requirement {}
  /// A host that runs images.
  package enum Host {}
  /// A catalog of modules.
  package enum Catalog {}
  /// The fleet itself.
  package enum Fleet {}
  /// A secret that a host keeps.
  package enum Secret {}
}

/// The name of a module.
package typealias ModuleName = Name<Named.Module>
/// The name of an option; unique within its module.
package typealias OptionName = Name<Named.Option>
/// The name of a unikernel image.
package typealias ImageName = Name<Named.Image>
/// The name of a security requirement.
package typealias RequirementName = Name<Named.Requirement>
/// The name of a secret, which is part of a file's name on hosts.
package typealias SecretName = Name<Named.Secret>
/// The name of a host.
package typealias HostName = Name<Named.Host>
/// The name of a catalog.
package typealias CatalogName = Name<Named.Catalog>
/// The name of a fleet.
package typealias FleetName = Name<Named.Fleet>
