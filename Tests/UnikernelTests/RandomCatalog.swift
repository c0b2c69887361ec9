import TestSupport
import Unikernel
import Vocabulary

/// Small random catalogs with versions, alternatives and conflicts, and what an image asks of them.
struct RandomCatalog {
  static let ranges = ["*", "*", "^1", "^2", "1.1.0", ">=1.1", "<2", "^3"].compactMap {
    VersionRange($0)
  }

  private var generator: SplitMix64
  private(set) var modules: [Module] = []
  private(set) var specs = Specification()

  init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
    let names = (0..<Int.random(in: 2...6, using: &generator)).map(RandomModel.module)
    for name in names { addVersions(of: name, among: names) }
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      let name = pick(names)
      let origin = Origin(
        .image("web"),
        at: SourceLocation(
          file: "web.yaml", line: Int.random(in: 1...99, using: &generator), column: 3))
      specs.insert(name, origins: [origin])
      guard Int.random(in: 0..<3, using: &generator) == 0 else { continue }
      specs.insert(versions: pick(Self.ranges), origin: origin, into: name)
    }
  }

  private mutating func addVersions(of name: ModuleName, among names: [ModuleName]) {
    let versions = [Version(1), Version(1, 1), Version(2)].filter { _ in
      Int.random(in: 0..<5, using: &generator) < 3
    }
    for version in versions {
      let dependencies = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
        Dependency(
          anyOf: (0..<Int.random(in: 1...3, using: &generator)).map { _ in
            .init(pick(names), pick(Self.ranges))
          })
      }
      let conflicts = names.filter { _ in Int.random(in: 0..<15, using: &generator) == 0 }
      modules.append(
        Module(
          name: name, version: version, dependencies: dependencies, conflicts: Set(conflicts),
          location: SourceLocation(file: "\(name)/\(version).yaml", line: 1, column: 1)))
    }
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &generator)]
  }

  mutating func shuffled() -> [Module] { modules.shuffled(using: &generator) }
}

// MARK: - The reference

extension RandomCatalog {
  typealias Choice = [ModuleName: Module]

  /// Every choice of at most one version of each name that meets everything.
  func solutions() -> [Choice] {
    let byName = Dictionary(grouping: modules, by: \.name)
    var choices: [Choice] = [[:]]
    for (name, versions) in byName {
      choices += choices.flatMap { choice in
        versions.map { choice.merging([name: $0]) { $1 } }
      }
    }
    return choices.filter(isSolution)
  }

  /// Whether a choice has all that is asked for and can be installed in some order.
  func isSolution(_ choice: Choice) -> Bool {
    for (name, entry) in specs.entries {
      guard let module = choice[name] else { return false }
      guard entry.versions.allSatisfy({ $0.versions.contains(module.version) }) else {
        return false
      }
    }
    for module in choice.values {
      guard module.conflicts.allSatisfy({ $0 == module.name || choice[$0] == nil }) else {
        return false
      }
    }
    var installed: Choice = [:]
    var hasGrown = true
    while hasGrown {
      hasGrown = false
      for (name, module) in choice where installed[name] == nil {
        let isReady = module.dependencies.allSatisfy { dependency in
          dependency.anyOf.contains { alternative in
            installed[alternative.module].map { alternative.versions.contains($0.version) } == true
          }
        }
        guard isReady else { continue }
        installed[name] = module
        hasGrown = true
      }
    }
    return installed.count == choice.count
  }
}
