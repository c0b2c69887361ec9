import Policy
package import Unikernel
package import Vocabulary

/// The modules of all catalogs that a fleet names.
///
/// A reference, because every image of every plan shares it.
package final class ModuleCatalog: Sendable {
  /// The modules by name and version.
  private let modules: [ModuleKey: CatalogModule]
  /// 𝓜, for Algorithm 1.
  package let set: ModuleSet
  /// For each module, those that may pull it in, directly or not, and itself.
  private let requirers: [ModuleName: Set<ModuleName>]
  /// The folders that options of type directory name where no document does.
  let defaultFolders: [String: Set<ModuleName>]
  /// The options of type directory of any version, by module.
  let folderOptions: [ModuleName: Set<OptionName>]

  /// Collects modules; of two with one name and version the last stays (catalogs refuse the
  /// second).
  package init(_ modules: some Sequence<CatalogModule>) {
    let modules = Dictionary(modules.map { ($0.manifest.module.key, $0) }) { $1 }
    self.modules = modules
    set = ModuleSet(modules.values.map(\.manifest.module))
    requirers = Self.requirers(among: modules.values.map(\.manifest.module))
    var folders: [String: Set<ModuleName>] = [:]
    var options: [ModuleName: Set<OptionName>] = [:]
    for (key, module) in modules {
      for (name, option) in module.manifest.module.options where option.type == .directory {
        options[key.name, default: []].insert(name)
        guard case .string(let path) = option.defaultValue else { continue }
        folders[RelativePath.checked(path) ?? path, default: []].insert(key.name)
      }
    }
    defaultFolders = folders
    folderOptions = options
  }

  /// The module of a name and version.
  package subscript(key: ModuleKey) -> CatalogModule? { modules[key] }

  /// The highest version of a module.
  package subscript(name: ModuleName) -> CatalogModule? {
    self.set[name].flatMap { modules[$0.key] }
  }

  /// The modules that may pull a module in, and itself.
  func requirers(of module: ModuleName) -> Set<ModuleName> { requirers[module] ?? [module] }

  /// The modules whose images can differ when those of another catalog are used instead: those
  /// that differ, and all that may pull one of them in.
  func affected(by other: ModuleCatalog) -> Set<ModuleName> {
    guard self !== other else { return [] }
    let keys = Set(modules.keys).union(other.modules.keys)
    var changed = Set(keys.filter { modules[$0] != other.modules[$0] }.map(\.name))
    // A conflict is declared on one side and holds on both.
    for name in set.names where set.versions(of: name) != other.set.versions(of: name) {
      changed.insert(name)
    }
    return changed.reduce(into: changed) { affected, name in
      affected.formUnion(requirers(of: name))
      affected.formUnion(other.requirers(of: name))
    }
  }

  private static func requirers(among modules: [Module]) -> [ModuleName: Set<ModuleName>] {
    var direct: [ModuleName: Set<ModuleName>] = [:]
    for module in modules {
      for alternative in module.dependencies.flatMap(\.anyOf) {
        direct[alternative.module, default: []].insert(module.name)
      }
    }
    return Dictionary(
      uniqueKeysWithValues: Set(direct.keys).union(modules.map(\.name)).map { name in
        var found: Set<ModuleName> = []
        var pending = [name]
        while let next = pending.popLast() {
          if found.insert(next).inserted { pending += direct[next] ?? [] }
        }
        return (name, found)
      })
  }
}
