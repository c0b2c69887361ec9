package import Vocabulary

/// 𝓜: every module that can be installed, by name and version, with `conflicts` made symmetric.
package struct ModuleSet: Sendable {
  /// The families by name: those of the catalogs, and empty ones for names that are only spoken of.
  let families: [Family]
  private let positions: [ModuleName: Int]

  /// Collects modules; of two with one name and version the first stays (documents refuse the
  /// second).
  ///
  /// A module conflicts with each name of which every version conflicts with it.
  /// - Complexity: O(n log n) for n modules and relations in all.
  package init(_ modules: some Sequence<Module>) {
    var collected: [ModuleName: [Module]] = [:]
    var spokenOf: Set<ModuleName> = []
    for module in modules {
      let standing = collected[module.name, default: []]
      guard !standing.contains(where: { $0.version == module.version }) else { continue }
      collected[module.name, default: []].append(module)
      spokenOf.formUnion(module.conflicts)
      spokenOf.formUnion(module.dependencies.flatMap(\.anyOf).map(\.module))
    }
    let conflicting = Self.conflicting(collected)
    let names = spokenOf.union(collected.keys).sorted()
    let positions = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    families = names.map { name in
      let versions = (collected[name] ?? []).sorted { $0.version > $1.version }
      return Family(
        name: name,
        candidates: versions.map {
          Candidate($0.conflicting(with: conflicting[name] ?? []), positions)
        })
    }
    self.positions = positions
  }

  /// For each name, the names of which every version conflicts with it.
  private static func conflicting(
    _ modules: [ModuleName: [Module]]
  ) -> [ModuleName: Set<ModuleName>] {
    var found: [ModuleName: Set<ModuleName>] = [:]
    for (name, versions) in modules {
      let common = versions.dropFirst().reduce(versions.first?.conflicts ?? []) {
        $0.intersection($1.conflicts)
      }
      for other in common { found[other, default: []].insert(name) }
    }
    return found
  }

  /// The highest version of a module, or `nil` if 𝓜 has none.
  package subscript(name: ModuleName) -> Module? {
    positions[name].flatMap { families[$0].candidates.first?.module }
  }

  /// All versions of a module, the highest first.
  package func versions(of name: ModuleName) -> [Module] {
    positions[name].map { families[$0].candidates.map(\.module) } ?? []
  }

  /// All names, in order.
  package var names: [ModuleName] {
    families.filter { !$0.candidates.isEmpty }.map(\.name)
  }

  /// Where in `families` a name is.
  func position(of name: ModuleName) -> Int? { positions[name] }
}

extension ModuleSet {
  /// All modules of one name.
  struct Family: Sendable {
    let name: ModuleName
    /// The versions, the highest first.
    let candidates: [Candidate]
  }

  /// A module with its relations as positions of families, which are cheaper than names.
  ///
  /// A reference, because it is handed around for every image.
  final class Candidate: Sendable {
    let module: Module
    /// The dependencies; the links of one of them are its alternatives.
    let needs: [[Link]]
    let conflicts: [Int]
    /// Whether no dependency leaves a choice, so that nothing has to be resolved.
    let isPlain: Bool

    init(_ module: Module, _ positions: [ModuleName: Int]) {
      self.module = module
      needs = module.dependencies.map { dependency in
        dependency.anyOf.compactMap { alternative in
          positions[alternative.module].map { Link(family: $0, versions: alternative.versions) }
        }
      }
      conflicts = module.conflicts.subtracting([module.name]).compactMap { positions[$0] }.sorted()
      isPlain = module.dependencies.allSatisfy { $0.anyOf.count == 1 }
    }
  }

  /// One alternative of a dependency.
  struct Link: Hashable, Sendable {
    let family: Int
    let versions: VersionRange
  }
}
