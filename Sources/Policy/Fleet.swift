package import Vocabulary

/// A `kind: Fleet` document: what holds for the whole repository.
package struct Fleet: Hashable, Sendable {
  /// The fleet's name.
  package let name: FleetName
  /// The catalogs that images may take modules from; their order decides nothing.
  package let catalogs: [CatalogReference]
  /// How commits are rolled out.
  package let rollout: Rollout
  /// Who has to sign commits; `nil` if nobody has to.
  package let signing: SigningRules?
  /// Where the document stands.
  package let location: SourceLocation

  /// Makes a fleet.
  package init(
    name: FleetName, catalogs: [CatalogReference], signing: SigningRules? = nil,
    rollout: Rollout = Rollout(),
    location: SourceLocation
  ) {
    self.name = name
    self.catalogs = catalogs
    self.rollout = rollout
    self.signing = signing
    self.location = location
  }
}

extension Fleet {
  /// How commits are rolled out: what concerns more than one image.
  package struct Rollout: Hashable, Sendable {
    /// Whether all images of a commit go back when one of them fails.
    package let isAtomic: Bool
    /// How many percent of all instances one commit may stop; a single one it always may.
    package let maxStoppedPercent: Int

    /// Makes the rules.
    package init(isAtomic: Bool = false, maxStoppedPercent: Int = 50) {
      self.isAtomic = isAtomic
      self.maxStoppedPercent = maxStoppedPercent
    }
  }
}
