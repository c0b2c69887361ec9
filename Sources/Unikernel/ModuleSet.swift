package import Vocabulary

/// 𝓜: every module that can be installed, by name, with `conflicts` made symmetric.
package struct ModuleSet: Hashable, Sendable {
  private let modules: [ModuleName: Module]

  /// Collects modules; of two with one name the first stays (documents refuse the second).
  ///
  /// - Complexity: O(n + c) for n modules with c conflicts in all.
  package init(_ modules: some Sequence<Module>) {
    var collected: [ModuleName: Module] = [:]
    for module in modules where collected[module.name] == nil { collected[module.name] = module }
    var conflicting: [ModuleName: Set<ModuleName>] = [:]
    for module in collected.values {
      for other in module.conflicts { conflicting[other, default: []].insert(module.name) }
    }
    self.modules = collected.mapValues { module in
      Module(
        name: module.name, requires: module.requires,
        conflicts: module.conflicts.union(conflicting[module.name] ?? []),
        options: module.options, location: module.location)
    }
  }

  /// The module `name`, or `nil` if 𝓜 has none.
  package subscript(name: ModuleName) -> Module? { modules[name] }

  /// All names, in order.
  package var names: [ModuleName] { modules.keys.sorted() }
}
