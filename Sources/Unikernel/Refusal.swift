import Vocabulary

/// Says why a selection leads nowhere.
struct Refusal {
  private let selection: Selection
  private let specs: Specification
  private var catalog: ModuleSet { selection.catalog }
  private var provenance: Provenance { Provenance(specs, of: selection) }

  init(_ selection: Selection, _ specs: Specification) {
    self.selection = selection
    self.specs = specs
  }

  // MARK: - Names

  /// No catalog has a module, which a member requires or, with none, somebody asks for.
  func unknown(_ name: ModuleName, requiredBy member: Int?) -> [Diagnostic] {
    let names = catalog.names.map(\.text)
    let hint =
      Spelling.suggestion(for: name.text, among: names)
      ?? "the catalogs have \(Spelling.list(names))"
    if let module = member.flatMap(selection.candidate)?.module {
      return [
        Diagnostic(
          at: module.location, "module \(module.name) requires \(name), which no catalog has",
          hint: hint)
      ]
    }
    return (specs.entries[name]?.origins ?? []).map {
      Diagnostic(
        at: $0.location, "no catalog has a module \(name)", hint: hint,
        fix: Spelling.correction(for: name.text, among: names).map {
          Diagnostic.Fix(replace: name.text, with: $0)
        })
    }
  }

  /// No catalog has any alternative of a dependency.
  func noAlternative(for need: Int, of member: Int) -> [Diagnostic] {
    guard let module = selection.candidate(member)?.module else { return [] }
    let alternatives = module.dependencies[need].anyOf.map(Self.text)
    return [
      Diagnostic(
        at: module.location,
        "module \(module.name) requires \(alternatives.joined(separator: " or ")), and the image "
          + "can have none of them",
        hint: "module \(module.name) is in the image because of "
          + provenance.reasons(for: module.name))
    ]
  }

  // MARK: - Versions

  /// Somebody who accepts some versions of a module.
  private struct Wish {
    let who: String
    let location: SourceLocation
    let versions: VersionRange
  }

  /// No version of a family is accepted by all.
  ///
  /// Empty when there is one and only another was chosen: that choice is still to come.
  func versions(of family: Int, requiredBy requirer: Int?) -> [Diagnostic] {
    let name = catalog.families[family].name
    let versions = catalog.families[family].candidates.map(\.module.version)
    let wishes = wishes(for: family, and: requirer)
    func isMet(_ wishes: Wish...) -> Bool {
      versions.contains { version in wishes.allSatisfy { $0.versions.contains(version) } }
    }
    guard !versions.contains(where: { v in wishes.allSatisfy { $0.versions.contains(v) } }) else {
      return []
    }
    let there = "there is \(Spelling.list(versions.map(\.description)))"
    return wishes.flatMap { wish in
      guard isMet(wish) else {
        return [
          Diagnostic(
            at: wish.location,
            "\(wish.who) wants module \(name) in version \(wish.versions), which no catalog has",
            hint: there)
        ]
      }
      let exact = wishes.filter { $0.location != wish.location && isMet($0) && !isMet($0, wish) }
      let rivals = exact.isEmpty ? wishes.filter { $0.location != wish.location } : exact
      return rivals.map {
        Diagnostic(
          at: wish.location,
          "\(wish.who) wants module \(name) in version \(wish.versions), but \($0.who) "
            + "(\($0.location)) in version \($0.versions)",
          hint: "an image has one version of a module; \(there)")
      }
    }
  }

  private func wishes(for family: Int, and requirer: Int?) -> [Wish] {
    let entry = specs.entries[catalog.families[family].name]
    var wishes = (entry?.versions ?? []).sorted { $0.origin < $1.origin }.map {
      Wish(who: $0.origin.source.description, location: $0.origin.location, versions: $0.versions)
    }
    for member in selection.members.indices {
      guard let candidate = selection.candidate(member) else { continue }
      for need in candidate.needs where need.count == 1 || member == requirer {
        wishes += need.filter { $0.family == family }.map {
          Wish(
            who: "module \(candidate.module.name)", location: candidate.module.location,
            versions: $0.versions)
        }
      }
    }
    return wishes
  }

  private static func text(_ alternative: Dependency.Alternative) -> String {
    alternative.versions == .all
      ? alternative.module.text : "\(alternative.module) \(alternative.versions)"
  }

  // MARK: - The whole

  /// Two members must not be in one image.
  func conflict(between left: Int, and right: Int) -> [Diagnostic] {
    let pair = [left, right].map { selection.members[$0].family }.sorted()
    let names = pair.map { catalog.families[$0].name }
    return provenance.explain(.conflict(names[0]), to: names[1])
  }

  /// Members wait for each other.
  func circle(among stuck: [Int], _ arrangement: Arrangement) -> [Diagnostic] {
    var path: [Int] = []
    var next = stuck.first
    while let member = next, !path.contains(member) {
      path.append(member)
      next = arrangement.met[member].filter(stuck.contains).min {
        selection.members[$0].family < selection.members[$1].family
      }
    }
    guard let member = next, let start = path.firstIndex(of: member) else { return [] }
    let modules = path[start...].compactMap { selection.candidate($0)?.module }
    let ring = (modules.map(\.name) + modules.prefix(1).map(\.name)).map(\.text)
    return modules.map {
      Diagnostic(
        at: $0.location,
        "modules require each other in a circle: \(ring.joined(separator: " → "))",
        hint: "take one of these out of the `requires` of another")
    }
  }

  /// The image has too many modules.
  func tooManyModules() -> [Diagnostic] {
    everywhere("the image has more than \(Limits.modulesPerImageMax) modules, which is the limit")
  }

  /// The search was given up.
  func tooManySteps() -> [Diagnostic] {
    everywhere(
      "the choice of versions and alternatives takes more than \(Limits.solverStepsMax) tries, "
        + "which is the limit",
      hint: "ask for some of the modules in one version, or for one of several alternatives by name"
    )
  }

  /// No choice meets everything, and no single reason was found.
  func unsolvable() -> [Diagnostic] {
    everywhere("no choice of versions and alternatives meets all that is asked for")
  }

  /// Says something about the image as a whole, at the first place that asks for anything.
  private func everywhere(_ message: String, hint: String? = nil) -> [Diagnostic] {
    let first = specs.entries.values.flatMap(\.origins).min()
    return [
      Diagnostic(
        at: first?.location ?? SourceLocation(file: "merlon.yaml"), message, hint: hint)
    ]
  }
}
