package import Vocabulary

/// A `kind: Fleet` document: what holds for the whole repository.
package struct Fleet: Hashable, Sendable {
  /// The fleet's name.
  package let name: FleetName
  /// The catalogs that images may take modules from; their order decides nothing.
  package let catalogs: [CatalogReference]
  /// Who has to sign commits; `nil` if nobody has to.
  package let signing: SigningRules?
  /// Where the document stands.
  package let location: SourceLocation

  /// Makes a fleet.
  package init(
    name: FleetName, catalogs: [CatalogReference], signing: SigningRules? = nil,
    location: SourceLocation
  ) {
    self.name = name
    self.catalogs = catalogs
    self.signing = signing
    self.location = location
  }
}
