import Vocabulary

/// Why modules are in an image: who asks for them, and which of them require others.
struct Provenance {
  private let specs: Specification
  private var requirers: [ModuleName: Set<ModuleName>] = [:]

  /// Collects the reasons for resolved modules.
  init(_ specs: Specification, of modules: [Module]) {
    self.specs = specs
    for module in modules {
      for required in module.requires { requirers[required, default: []].insert(module.name) }
    }
  }

  /// Collects the reasons for what is selected so far.
  init(_ specs: Specification, of selection: Selection) {
    self.specs = specs
    for member in selection.members.indices {
      guard let candidate = selection.candidate(member) else { continue }
      for need in candidate.needs {
        let provider = selection.provider(of: need).map { selection.members[$0].family }
        guard let family = provider ?? (need.count == 1 ? need[0].family : nil) else { continue }
        note(selection.catalog.families[family].name, requiredBy: candidate.module.name)
      }
    }
  }

  /// Adds a reason.
  mutating func note(_ module: ModuleName, requiredBy requirer: ModuleName) {
    requirers[module, default: []].insert(requirer)
  }

  /// The places in documents that brought `module` in, directly or through what requires it.
  func origins(of module: ModuleName) -> [Origin] {
    var found: Set<Origin> = []
    var pending = [module]
    var seen: Set<ModuleName> = []
    while let name = pending.popLast() {
      guard seen.insert(name).inserted else { continue }
      found.formUnion(specs.entries[name]?.origins ?? [])
      pending += requirers[name] ?? []
    }
    return found.sorted()
  }

  /// The same, for a sentence.
  func reasons(for module: ModuleName) -> String {
    let origins = origins(of: module)
    return origins.isEmpty
      ? "somebody" : origins.map(\.description).joined(separator: ", ")
  }

  /// Says why `module` cannot be installed, at each place that asks for it.
  func explain(_ obstacle: Obstacle, to module: ModuleName) -> [Diagnostic] {
    let reason =
      switch obstacle {
      case .missing(let gap): "requires module \(gap), which is not in the image"
      case .conflict(let other):
        "conflicts with module \(other), which is in the image because of \(reasons(for: other))"
      }
    return origins(of: module).map { origin in
      Diagnostic(
        at: origin.location, "module \(module) \(reason)",
        hint: "take one of the two out, or keep them in different images")
    }
  }
}
