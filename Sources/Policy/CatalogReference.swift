package import Vocabulary

/// A catalog that a fleet uses.
package struct CatalogReference: Hashable, Sendable {
  /// Where the modules are.
  package enum Source: Hashable, Sendable {
    /// Shipped with this release of Merlon.
    case shipped
    /// A folder of the policy repository, which holds one folder for each module.
    case folder(String)
  }

  /// The catalog's name.
  package let name: CatalogName
  /// Where its modules are.
  package let source: Source
  /// Where the fleet names it.
  package let location: SourceLocation

  /// Makes a reference.
  package init(name: CatalogName, source: Source, location: SourceLocation) {
    self.name = name
    self.source = source
    self.location = location
  }
}
