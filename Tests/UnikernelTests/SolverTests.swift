import TestSupport
import Testing
import Unikernel
import Vocabulary

@Suite struct SolverTests {
  private func generate(
    _ specs: Specification, _ modules: [Module]
  ) -> Result<Generation, Rejection> {
    do throws(Rejection) {
      return .success(try Algorithm1.generate(specs, [], from: ModuleSet(modules)))
    } catch {
      return .failure(error)
    }
  }

  // MARK: - Against all choices

  @Test(arguments: Seeds.first(1500))
  func `finds a solution when there is one, and only what it needs`(seed: UInt64) throws {
    let catalog = RandomCatalog(seed: seed)
    let solutions = catalog.solutions()
    switch generate(catalog.specs, catalog.modules) {
    case .failure(let rejection):
      #expect(solutions.isEmpty, "seed \(seed): \(rejection.diagnostics)")
    case .success(let generation):
      let choice = Dictionary(
        uniqueKeysWithValues: generation.image.installed.map { ($0.name, $0) })
      #expect(catalog.isSolution(choice), "seed \(seed)")
      for name in choice.keys where catalog.specs.entries[name] == nil {
        var smaller = choice
        smaller[name] = nil
        #expect(!catalog.isSolution(smaller), "seed \(seed): \(name) is superfluous")
        #expect(generation.pulledIn[name]?.isEmpty == false, "seed \(seed): \(name)")
      }
    }
  }

  @Test(arguments: Seeds.first(500))
  func `what each module requires is what its dependencies were resolved to`(seed: UInt64) {
    let catalog = RandomCatalog(seed: seed)
    guard case .success(let generation) = generate(catalog.specs, catalog.modules) else { return }
    var before = Image.minimal
    for module in generation.image.installed {
      #expect(before.isInstallable(module), "seed \(seed): \(module.name)")
      let versions = Dictionary(
        uniqueKeysWithValues: before.installed.map { ($0.name, $0.version) })
      for dependency in module.dependencies {
        let isMet = dependency.anyOf.contains {
          module.requires.contains($0.module)
            && versions[$0.module].map($0.versions.contains) == true
        }
        #expect(isMet, "seed \(seed): \(module.name)")
      }
      let possible = Set(module.dependencies.flatMap(\.anyOf).map(\.module))
      #expect(module.requires.isSubset(of: possible), "seed \(seed): \(module.name)")
      before = before.installing(module)
    }
  }

  @Test(arguments: Seeds.first(500))
  func `the order of modules never decides`(seed: UInt64) {
    var catalog = RandomCatalog(seed: seed)
    let first = generate(catalog.specs, catalog.modules)
    #expect(first == generate(catalog.specs, catalog.shuffled()), "seed \(seed)")
  }

  // MARK: - Preferences

  @Test func `the highest version is first, and a lower one where that fails`() throws {
    let modules = [
      module("web", "1", requires: [["tls ^1"]]), module("web", "2", requires: [["tls ^2"]]),
      module("tls", "1"), module("tls", "1.4"),
    ]
    #expect(try installed(asking: ["web"], modules) == ["tls 1.4.0", "web 1.0.0"])
    #expect(
      try installed(asking: ["web"], modules + [module("tls", "2")]) == ["tls 2.0.0", "web 2.0.0"])
  }

  @Test func `an alternative that is in the image is taken, else the first that works`() throws {
    let modules = [
      module("web", "1", requires: [["tls", "proxy"]]), module("tls", "1"), module("proxy", "1"),
    ]
    #expect(try installed(asking: ["web"], modules) == ["tls 1.0.0", "web 1.0.0"])
    #expect(try installed(asking: ["web", "proxy"], modules) == ["proxy 1.0.0", "web 1.0.0"])
    let rival = module("rival", "1", conflicts: ["tls"])
    #expect(
      try installed(asking: ["web", "rival"], modules + [rival])
        == ["proxy 1.0.0", "rival 1.0.0", "web 1.0.0"])
  }

  @Test func `what a later choice makes superfluous is taken out again`() throws {
    // a takes x first; then b needs z, which needs y, which serves a as well.
    let modules = [
      module("a", "1", requires: [["x", "y"]]), module("b", "1", requires: [["z", "w"]]),
      module("z", "1", requires: [["y"]]),
      module("w", "1"), module("x", "1"), module("y", "1"),
    ]
    #expect(
      try installed(asking: ["a", "b"], modules) == ["y 1.0.0", "a 1.0.0", "z 1.0.0", "b 1.0.0"])
  }

  @Test func `a circle is left by another alternative`() throws {
    let modules = [
      module("a", "1", requires: [["b", "c"]]), module("b", "1", requires: [["a"]]),
      module("c", "1"),
    ]
    #expect(try installed(asking: ["a"], modules) == ["c 1.0.0", "a 1.0.0"])
    #expect(try installed(asking: ["a", "b"], modules) == ["c 1.0.0", "a 1.0.0", "b 1.0.0"])
  }

  // MARK: - Reasons

  @Test func `ranges that exclude each other show both places`() throws {
    let modules = [module("tls", "1"), module("tls", "2")]
    var specs = asking(["tls"])
    specs.insert(versions: try range("^1"), origin: origin(4), into: "tls")
    specs.insert(versions: try range(">=2"), origin: origin(9), into: "tls")
    #expect(
      try reasons(specs, modules) == [
        "web.yaml:4:1: error: image web wants module tls in version ^1, but image web "
          + "(web.yaml:9:1) in version >=2\n  hint: an image has one version of a module; there is "
          + "2.0.0 and 1.0.0",
        "web.yaml:9:1: error: image web wants module tls in version >=2, but image web "
          + "(web.yaml:4:1) in version ^1\n  hint: an image has one version of a module; there is "
          + "2.0.0 and 1.0.0",
      ])
  }

  @Test func `a range against a dependency shows both places`() throws {
    let modules = [
      module("http", "1", requires: [["tls ^2"]]), module("tls", "1"), module("tls", "2"),
    ]
    var specs = asking(["http", "tls"])
    specs.insert(versions: try range("^1"), origin: origin(4), into: "tls")
    let found = try reasons(specs, modules)
    #expect(found.count == 2)
    #expect(
      found[0].hasPrefix(
        "http-1.yaml:1:1: error: module http wants module tls in version ^2, but image web "
          + "(web.yaml:4:1) in version ^1"))
    #expect(
      found[1].hasPrefix(
        "web.yaml:4:1: error: image web wants module tls in version ^1, but module http "
          + "(http-1.yaml:1:1) in version ^2"))
  }

  @Test func `a version that no catalog has is named with those that there are`() throws {
    var specs = asking(["tls"])
    specs.insert(versions: try range("^3"), origin: origin(4), into: "tls")
    #expect(
      try reasons(specs, [module("tls", "1")]) == [
        "web.yaml:4:1: error: image web wants module tls in version ^3, which no catalog has\n"
          + "  hint: there is 1.0.0"
      ])
  }

  @Test func `alternatives that no catalog has are all named`() throws {
    #expect(
      try reasons(asking(["http"]), [module("http", "1", requires: [["tls ^1", "proxy"]])]) == [
        "http-1.yaml:1:1: error: module http requires tls ^1 or proxy, and the image can have none "
          + "of them\n  hint: module http is in the image because of image web (web.yaml:1:1)"
      ])
  }

  @Test func `a conflict that no version avoids says who brought both in`() throws {
    let modules = [
      module("http", "1", requires: [["tls"]]), module("tls", "1", conflicts: ["plain"]),
      module("tls", "2", conflicts: ["plain"]), module("plain", "1"),
    ]
    #expect(
      try reasons(asking(["http", "plain"]), modules) == [
        "web.yaml:1:1: error: module tls conflicts with module plain, which is in the image "
          + "because of image web (web.yaml:2:1)\n  hint: take one of the two out, or keep them in "
          + "different images"
      ])
  }

  @Test func `it tells all that is wrong before the first choice`() throws {
    let modules = [
      module("http", "1", requires: [["gone"]]), module("tls", "1"), module("tls", "2"),
    ]
    let found = try reasons(asking(["http", "tls", "nothing"]), modules)
    #expect(found.count == 2)
    #expect(found[0].contains("module http requires gone, which no catalog has"))
    #expect(found[1].contains("no catalog has a module nothing"))
  }

  @Test func `it gives up at a limit that it names, and says what it met`() throws {
    var modules = ["1", "2"].map { module("z", $0, requires: [["gone"]]) }
    let names = (0..<20).map { "m\($0)" }
    for name in names { modules += ["1", "2"].map { module(name, $0) } }
    let found = try reasons(asking(names + ["z"]), modules)
    #expect(found.contains { $0.contains("takes more than \(Limits.solverStepsMax) tries") })
    #expect(found.contains { $0.contains("module z requires gone, which no catalog has") })
  }

  @Test func `more modules than the limit are refused`() throws {
    let names = (0...Limits.modulesPerImageMax).map { "m\($0)" }
    let found = try reasons(asking(names), names.map { module($0, "1") })
    #expect(found.count == 1)
    #expect(found[0].contains("more than \(Limits.modulesPerImageMax) modules"))
  }
}

// MARK: - Words

extension SolverTests {
  /// A module whose dependencies are written as lists of alternatives, as `NAME RANGE`.
  private func module(
    _ name: String, _ version: String, requires: [[String]] = [], conflicts: Set<ModuleName> = []
  ) -> Module {
    Module(
      name: ModuleName(stringLiteral: name), version: Version(version) ?? Version(0),
      dependencies: requires.map { alternatives in
        Dependency(
          anyOf: alternatives.map { text in
            let words = text.split(separator: " ", maxSplits: 1).map(String.init)
            return .init(
              ModuleName(stringLiteral: words[0]),
              words.count == 2 ? VersionRange(words[1]) ?? .all : .all)
          })
      }, conflicts: conflicts,
      location: SourceLocation(file: "\(name)-\(version).yaml", line: 1, column: 1))
  }

  private func origin(_ line: Int) -> Origin {
    Origin(.image("web"), at: SourceLocation(file: "web.yaml", line: line, column: 1))
  }

  private func asking(_ names: [String]) -> Specification {
    var specs = Specification()
    for (index, name) in names.enumerated() {
      specs.insert(ModuleName(stringLiteral: name), origins: [origin(index + 1)])
    }
    return specs
  }

  private func range(_ text: String) throws -> VersionRange { try #require(VersionRange(text)) }

  private func installed(asking names: [String], _ modules: [Module]) throws -> [String] {
    try generate(asking(names), modules).get().image.installed.map { "\($0.name) \($0.version)" }
  }

  private func reasons(_ specs: Specification, _ modules: [Module]) throws -> [String] {
    let rejection = try #require(throws: Rejection.self) {
      try generate(specs, modules).get()
    }
    return rejection.diagnostics.map(\.description)
  }
}
