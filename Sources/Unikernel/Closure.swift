import Vocabulary

/// The modules of an image: those asked for and all that they require, in installation order.
struct Closure {
  /// Topological order of `requires`; of several that could be next, the least name.
  private(set) var order: [Module] = []
  /// For each module that nobody asked for by name, the modules that require it.
  private(set) var pulledIn: [ModuleName: Set<ModuleName>] = [:]
  private let specs: Specification
  private var members: [ModuleName: Module] = [:]

  init(of specs: Specification, in catalog: ModuleSet) throws(Rejection) {
    self.specs = specs
    try collect(from: catalog)
    try sort()
  }

  /// The places in documents that brought `module` in, directly or through what requires it.
  func origins(of module: ModuleName) -> Set<Origin> {
    var found: Set<Origin> = []
    var pending = [module]
    var seen: Set<ModuleName> = []
    while let name = pending.popLast() {
      guard seen.insert(name).inserted else { continue }
      found.formUnion(specs.entries[name]?.origins ?? [])
      pending += pulledIn[name] ?? []
    }
    return found
  }

  /// Says why `module` cannot be installed, at each place that asks for it.
  func explain(_ obstacle: Obstacle, to module: Module) -> [Diagnostic] {
    let reason: String
    switch obstacle {
    case .missing(let gap): reason = "requires module \(gap), which is not in the image"
    case .conflict(let other):
      let others = origins(of: other).sorted().map(\.description).joined(separator: ", ")
      reason = "conflicts with module \(other), which is in the image because of \(others)"
    }
    return origins(of: module.name).map { origin in
      Diagnostic(
        at: origin.location, "module \(module.name) \(reason)",
        hint: "take one of the two out, or keep them in different images")
    }
  }
}

// MARK: - Construction

extension Closure {
  private mutating func collect(from catalog: ModuleSet) throws(Rejection) {
    var problems: [Diagnostic] = []
    var pending = specs.entries.keys.sorted().map { (name: $0, requirer: ModuleName?.none) }
    while let (name, requirer) = pending.popLast() {
      if let requirer, specs.entries[name] == nil { pulledIn[name, default: []].insert(requirer) }
      guard members[name] == nil else { continue }
      guard let module = catalog[name] else {
        problems += unknown(name, requiredBy: requirer, catalog)
        continue
      }
      members[name] = module
      pending += module.requires.map { ($0, name) }
    }
    if members.count > Limits.modulesPerImageMax {
      problems += specs.entries.values.flatMap(\.origins).prefix(1).map {
        Diagnostic(
          at: $0.location,
          "the image has \(members.count) modules, over the limit of \(Limits.modulesPerImageMax)")
      }
    }
    if !problems.isEmpty { throw Rejection(problems) }
  }

  private func unknown(
    _ name: ModuleName, requiredBy requirer: ModuleName?, _ catalog: ModuleSet
  ) -> [Diagnostic] {
    let names = catalog.names.map(\.text)
    let hint =
      Spelling.suggestion(for: name.text, among: names)
      ?? "the catalogs have \(Spelling.list(names))"
    if let requirer, let module = members[requirer] {
      return [
        Diagnostic(
          at: module.location, "module \(requirer) requires \(name), which no catalog has",
          hint: hint)
      ]
    }
    return (specs.entries[name]?.origins ?? []).map {
      Diagnostic(at: $0.location, "no catalog has a module \(name)", hint: hint)
    }
  }

  /// Kahn's algorithm, least name first.
  private mutating func sort() throws(Rejection) {
    var waiting = members.mapValues { $0.requires }
    var dependants: [ModuleName: [ModuleName]] = [:]
    for (name, requires) in waiting {
      for required in requires { dependants[required, default: []].append(name) }
    }
    var ready = Set(waiting.filter(\.value.isEmpty).keys)
    while let next = ready.min(), let module = members[next] {
      ready.remove(next)
      waiting[next] = nil
      order.append(module)
      for dependant in dependants[next] ?? [] {
        waiting[dependant]?.remove(next)
        if waiting[dependant]?.isEmpty == true { ready.insert(dependant) }
      }
    }
    guard waiting.isEmpty else { throw Rejection(cycle(among: waiting)) }
  }

  /// Names one cycle among modules that each wait for another of them.
  private func cycle(among waiting: [ModuleName: Set<ModuleName>]) -> [Diagnostic] {
    var path: [ModuleName] = []
    var next = waiting.keys.min()
    while let name = next, !path.contains(name) {
      path.append(name)
      next = waiting[name]?.min()
    }
    guard let name = next, let start = path.firstIndex(of: name) else { return [] }
    let ring = (path[start...] + [name]).map(\.text).joined(separator: " → ")
    return path[start...].compactMap { members[$0] }.map {
      Diagnostic(
        at: $0.location, "modules require each other in a circle: \(ring)",
        hint: "take one of these out of the `requires` of another")
    }
  }
}
