import Planning
import Policy
import Vocabulary

/// The modules of several catalogs, each from one of them.
struct CatalogUnion {
  private(set) var modules: [ModuleName: CatalogModule] = [:]
  private(set) var folders: [ModuleName: ModuleFolder] = [:]
  private var owners: [ModuleName: CatalogName] = [:]

  /// Adds the modules of one catalog, and returns what contradicts those of others.
  ///
  /// A module in two catalogs is an error unless it is the same to the byte. If the order of
  /// catalogs decided, a catalog could put its own code in the place of a mechanism that was
  /// reviewed elsewhere, or lose its newer one to a forgotten copy, and no plan would show it.
  mutating func add(
    _ modules: [ModuleName: CatalogModule], _ folders: [ModuleName: ModuleFolder],
    of reference: CatalogReference
  ) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for (name, module) in modules {
      guard let present = self.modules[name], let owner = owners[name] else {
        self.modules[name] = module
        self.folders[name] = folders[name]
        owners[name] = reference.name
        continue
      }
      guard present.folder != module.folder else { continue }
      problems.append(
        Diagnostic(
          at: reference.location,
          "module \(name) is in catalog \(owner) and, differently, in catalog \(reference.name)",
          hint: "rename one of the two modules, or leave one of the catalogs out: the order of "
            + "catalogs does not decide what is compiled in"))
    }
    return problems
  }
}
