import Policy
package import Unikernel
package import Vocabulary

/// The modules of all catalogs that a fleet names.
///
/// A reference, because every image of every plan shares it.
package final class ModuleCatalog: Sendable {
  /// The modules by name.
  package let modules: [ModuleName: CatalogModule]
  /// 𝓜, for Algorithm 1.
  package let set: ModuleSet
  /// For each module, those that require it or could, directly or not, and itself.
  private let requirers: [ModuleName: Set<ModuleName>]
  /// The folders that options of type directory name where no document does.
  let defaultFolders: [String: Set<ModuleName>]

  /// Collects modules.
  package init(_ modules: [ModuleName: CatalogModule]) {
    self.modules = modules
    set = ModuleSet(modules.values.map(\.manifest.module))
    requirers = Self.requirers(among: modules)
    var folders: [String: Set<ModuleName>] = [:]
    for (name, module) in modules {
      for option in module.manifest.module.options.values where option.type == .directory {
        guard case .string(let path) = option.defaultValue else { continue }
        folders[RelativePath.checked(path) ?? path, default: []].insert(name)
      }
    }
    defaultFolders = folders
  }

  /// The module of a name.
  package subscript(name: ModuleName) -> CatalogModule? { modules[name] }

  /// The modules that may pull a module in, and itself.
  func requirers(of module: ModuleName) -> Set<ModuleName> { requirers[module] ?? [module] }

  /// The options of type directory, by module.
  var folderOptions: [ModuleName: Set<OptionName>] {
    modules.mapValues { module in
      Set(module.manifest.module.options.filter { $0.value.type == .directory }.keys)
    }.filter { !$0.value.isEmpty }
  }

  /// Tells whether an option's value is the path of a folder.
  func isFolder(_ option: OptionName, of module: ModuleName) -> Bool {
    modules[module]?.manifest.module.options[option]?.type == .directory
  }

  /// The modules whose images can differ when those of another catalog are used instead: those
  /// that differ, and all that may pull one of them in.
  func affected(by other: ModuleCatalog) -> Set<ModuleName> {
    guard self !== other else { return [] }
    let names = Set(modules.keys).union(other.modules.keys)
    let changed = names.filter { modules[$0] != other.modules[$0] || set[$0] != other.set[$0] }
    return changed.reduce(into: changed) { affected, name in
      affected.formUnion(requirers[name] ?? [])
      affected.formUnion(other.requirers[name] ?? [])
    }
  }

  private static func requirers(
    among modules: [ModuleName: CatalogModule]
  ) -> [ModuleName: Set<ModuleName>] {
    var direct: [ModuleName: Set<ModuleName>] = [:]
    for (name, module) in modules {
      for alternative in module.manifest.module.dependencies.flatMap(\.anyOf) {
        direct[alternative.module, default: []].insert(name)
      }
    }
    return Dictionary(
      uniqueKeysWithValues: Set(direct.keys).union(modules.keys).map { name in
        var found: Set<ModuleName> = []
        var pending = [name]
        while let next = pending.popLast() {
          if found.insert(next).inserted { pending += direct[next] ?? [] }
        }
        return (name, found)
      })
  }
}
