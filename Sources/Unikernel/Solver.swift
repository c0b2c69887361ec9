import Vocabulary

/// Chooses the modules of an image and one version of each: all that is asked for and required, and
/// nothing else.
///
/// Depth first search with chronological backtracking; everything in it has one order, so the result
/// is a function of the specification and of 𝓜.
/// 1. What leaves no choice is decided: modules asked for, dependencies with one alternative,
///    modules with one version left. At the start all that is wrong is collected here.
/// 2. Of the modules with several versions left, the one with the fewest is next, ties by name; its
///    versions are tried from the highest down.
/// 3. When every version is chosen, the modules are arranged for installation (`Arrangement`). The
///    first dependency that no module of the image meets is met by its first alternative that
///    leads to a solution. If only a circle is in the way, one more alternative is let in that
///    breaks it.
/// 4. Last, modules are taken out again, latest first, that later choices have made superfluous.
///
/// It finds a solution if there is one. With no choice to make it takes O(n² + r) for n modules
/// with r relations. In the worst case it tries each combination of versions and alternatives, so it
/// stops after `Limits.solverStepsMax` tries and refuses the image.
struct Solver {
  private let catalog: ModuleSet
  private let specs: Specification
  private var steps = 0
  private var hasAlternatives = false
  private var deadEnds: [Diagnostic] = []

  /// Chooses the modules of an image.
  ///
  /// - Throws: `Rejection` with the reasons why nothing can be chosen.
  static func solve(
    _ specs: Specification, from catalog: ModuleSet
  ) throws(Rejection) -> Closure {
    var solver = Solver(catalog: catalog, specs: specs)
    return try solver.solve()
  }

  private init(catalog: ModuleSet, specs: Specification) {
    self.catalog = catalog
    self.specs = specs
  }

  private mutating func solve() throws(Rejection) -> Closure {
    var selection = Selection(from: catalog)
    var asked: [(family: Int, entry: Specification.Entry)] = []
    for (name, entry) in specs.entries {
      if let family = catalog.position(of: name) {
        asked.append((family, entry))
      } else {
        deadEnds += Refusal(selection, specs).unknown(name, requiredBy: nil)
      }
    }
    for (family, entry) in asked.sorted(by: { $0.family < $1.family }) {
      bringIn(family, by: nil, &selection) { version in
        entry.versions.allSatisfy { $0.versions.contains(version) }
      }
    }
    guard let found = try search(selection) else {
      throw Rejection(deadEnds.isEmpty ? Refusal(selection, specs).unsolvable() : deadEnds)
    }
    let solution = hasAlternatives ? minimal(found) : found
    return closure(of: solution)
  }

  // MARK: - Search

  private mutating func search(_ start: consuming Selection) throws(Rejection) -> Selection? {
    var selection = start
    guard propagate(&selection) else { return nil }
    if let member = selection.undecided {
      for candidate in selection.members[member].open {
        try countStep(selection)
        var next = selection
        guard choose(candidate, for: member, &next) else { continue }
        if let found = try search(next) { return found }
      }
      return nil
    }
    let arrangement = Arrangement(of: selection)
    if arrangement.stuck.isEmpty { return selection }
    hasAlternatives = true
    for (member, link) in ways(out: arrangement, selection) {
      try countStep(selection)
      var next = selection
      guard bringIn(link, by: member, &next) else { continue }
      if let found = try search(next) { return found }
    }
    return nil
  }

  private mutating func countStep(_ selection: Selection) throws(Rejection) {
    steps += 1
    guard steps > Limits.solverStepsMax else { return }
    throw Rejection(deadEnds + Refusal(selection, specs).tooManySteps())
  }

  /// What could be let in so that stuck members can be installed; nothing at a dead end.
  private mutating func ways(
    out arrangement: Arrangement, _ selection: Selection
  ) -> [(member: Int, link: ModuleSet.Link)] {
    var circular: [(member: Int, link: ModuleSet.Link)] = []
    for member in arrangement.stuck {
      for (index, need) in (selection.candidate(member)?.needs ?? []).enumerated() {
        let known = need.filter {
          selection.member(of: $0.family) == nil && !catalog.families[$0.family].candidates.isEmpty
        }
        if selection.provider(of: need) == nil {
          if known.isEmpty { note(Refusal(selection, specs).noAlternative(for: index, of: member)) }
          return known.map { (member, $0) }
        }
        if !arrangement.isMet(need, in: selection) { circular += known.map { (member, $0) } }
      }
    }
    if circular.isEmpty {
      note(Refusal(selection, specs).circle(among: arrangement.stuck, arrangement))
    }
    return circular
  }

  /// Takes out what nothing needs, the latest first, until each module is needed.
  private func minimal(_ solution: Selection) -> Selection {
    var solution = solution
    var isChanged = true
    while isChanged {
      isChanged = false
      for (member, entry) in solution.members.enumerated().reversed() {
        guard entry.candidate != nil,
          specs.entries[catalog.families[entry.family].name] == nil
        else { continue }
        let smaller = solution.without(member)
        guard Arrangement(of: smaller).stuck.isEmpty else { continue }
        solution = smaller
        isChanged = true
      }
    }
    return solution
  }

  private func closure(of solution: Selection) -> Closure {
    let arrangement = Arrangement(of: solution)
    let order = arrangement.order.compactMap { member in
      solution.candidate(member).map { candidate in
        candidate.isPlain
          ? candidate.module
          : candidate.module.resolved(
            to: Set(
              arrangement.met[member].map { catalog.families[solution.members[$0].family].name }))
      }
    }
    return Closure(order: order, specs: specs)
  }
}

// MARK: - Decisions without a choice

extension Solver {
  /// Follows the needs of chosen members; false at a dead end.
  private mutating func propagate(_ selection: inout Selection) -> Bool {
    var isSound = steps > 0 || deadEnds.isEmpty
    while let member = selection.agenda.popLast() {
      guard let candidate = selection.candidate(member) else { continue }
      for need in candidate.needs where need.count == 1 {
        isSound = bringIn(need[0], by: member, &selection) && isSound
        // Before the first choice everything that is wrong is told at once.
        if !isSound, steps > 0 { return false }
      }
    }
    return isSound
  }

  /// Lets a module in that meets a need of `requirer`, or narrows the one that is in already.
  @discardableResult
  private mutating func bringIn(
    _ link: ModuleSet.Link, by requirer: Int, _ selection: inout Selection
  ) -> Bool {
    guard let member = selection.member(of: link.family) else {
      return bringIn(link.family, by: requirer, &selection, where: link.versions.contains)
    }
    if let candidate = selection.candidate(member) {
      if link.versions.contains(candidate.module.version) { return true }
      note(Refusal(selection, specs).versions(of: link.family, requiredBy: requirer))
      return false
    }
    let candidates = catalog.families[link.family].candidates
    let open = selection.members[member].open.filter {
      link.versions.contains(candidates[$0].module.version)
    }
    guard let first = open.first else {
      if !selection.members[member].open.isEmpty {
        note(Refusal(selection, specs).versions(of: link.family, requiredBy: requirer))
      }
      return false
    }
    selection.narrow(member, to: open)
    return open.count > 1 || choose(first, for: member, &selection)
  }

  /// Lets a module in that is not in yet.
  @discardableResult
  private mutating func bringIn(
    _ family: Int, by requirer: Int?, _ selection: inout Selection,
    where accepts: (Version) -> Bool
  ) -> Bool {
    let candidates = catalog.families[family].candidates
    let open = candidates.indices.filter { accepts(candidates[$0].module.version) }
    let member = selection.add(family, open: open)
    guard let first = open.first else {
      let refusal = Refusal(selection, specs)
      note(
        candidates.isEmpty
          ? refusal.unknown(catalog.families[family].name, requiredBy: requirer)
          : refusal.versions(of: family, requiredBy: requirer))
      return false
    }
    guard selection.members.count <= Limits.modulesPerImageMax else {
      note(Refusal(selection, specs).tooManyModules())
      // What comes in beyond the limit is not looked at.
      return false
    }
    let rival = selection.members.indices.first {
      selection.candidate($0)?.conflicts.contains(family) == true
    }
    if let rival {
      note(Refusal(selection, specs).conflict(between: rival, and: member))
      return false
    }
    return open.count > 1 || choose(first, for: member, &selection)
  }

  /// Chooses the version of a member, unless it conflicts with another.
  private mutating func choose(
    _ candidate: Int, for member: Int, _ selection: inout Selection
  ) -> Bool {
    let family = catalog.families[selection.members[member].family]
    selection.choose(candidate, for: member)
    let rivals = family.candidates[candidate].conflicts.compactMap(selection.member(of:))
    for rival in rivals { note(Refusal(selection, specs).conflict(between: rival, and: member)) }
    return rivals.isEmpty
  }

  /// Keeps the reasons of the first dead ends; those of thousands would help nobody.
  private mutating func note(_ reasons: [Diagnostic]) {
    if steps == 0 || deadEnds.count < Limits.diagnosticsRecordedMax { deadEnds += reasons }
  }
}
