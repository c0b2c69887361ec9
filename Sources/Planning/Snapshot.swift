package import Policy
package import Unikernel
package import Vocabulary

/// Everything that a plan is a function of, as one commit has it.
package struct Snapshot: Sendable {
  /// The documents.
  package let policy: PolicySet
  /// The modules of the catalogs that the fleet names.
  package let catalog: [ModuleName: CatalogModule]
  /// 𝓜, for Algorithm 1.
  package let modules: ModuleSet
  /// Finds the folder at a path of the repository, for options of type directory.
  package let directory: @Sendable (String) -> TreeID?

  /// Makes a snapshot.
  package init(
    policy: PolicySet, catalog: [ModuleName: CatalogModule],
    directory: @escaping @Sendable (String) -> TreeID?
  ) {
    self.policy = policy
    self.catalog = catalog
    self.modules = ModuleSet(catalog.values.map(\.manifest.module))
    self.directory = directory
  }
}
