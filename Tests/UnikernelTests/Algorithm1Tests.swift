import TestSupport
import Testing
import Unikernel
import Vocabulary

@Suite struct Algorithm1Tests {
  private func generate(
    _ specs: Specification, _ requirements: [Specification], _ catalog: ModuleSet
  ) -> Result<Generation, Rejection> {
    do throws(Rejection) {
      return .success(try Algorithm1.generate(specs, requirements, from: catalog))
    } catch {
      return .failure(error)
    }
  }

  private func requirements(_ model: inout RandomModel) -> [Specification] {
    (0..<4).map { model.specification(.requirement(RequirementName(stringLiteral: "r\($0)"))) }
  }

  @Test(arguments: Seeds.first(500))
  func `what it generates is the strict minimum that meets every demand`(seed: UInt64) throws {
    var model = RandomModel(seed: seed)
    let specs = model.specification(.image("web"))
    let reqs = requirements(&model)
    guard case .success(let generation) = generate(specs, reqs, model.catalog) else { return }
    let image = generation.image
    var wanted: Set<ModuleName> = []
    var pending = ([specs] + reqs).flatMap(\.entries.keys)
    while let name = pending.popLast() {
      if wanted.insert(name).inserted { pending += model.catalog[name]?.requires ?? [] }
    }
    #expect(image.modules == wanted, "seed \(seed)")
    var before = Image.minimal
    for module in image.installed {
      #expect(before.isInstallable(module), "seed \(seed): \(module.name)")
      before = before.installing(module)
    }
    for (name, entry) in ([specs] + reqs).flatMap(\.entries) {
      let module = try #require(model.catalog[name])
      for demand in entry.demands {
        #expect(image.meets(demand.setting, of: module), "seed \(seed): \(demand)")
      }
    }
  }

  @Test(arguments: Seeds.first(500))
  func `the order of documents never decides`(seed: UInt64) {
    var model = RandomModel(seed: seed)
    let specs = model.specification(.image("web"))
    let reqs = requirements(&model)
    let first = generate(specs, reqs, model.catalog)
    let second = generate(
      specs, model.shuffled(reqs), ModuleSet(model.shuffled(model.modules)))
    #expect(first == second, "seed \(seed)")
  }

  @Test func `a cycle is named`() throws {
    let names = ["a", "b", "c"].map { ModuleName(stringLiteral: $0) }
    let modules = zip(names, [names[1], names[2], names[0]]).map {
      Module(
        name: $0, requires: [$1], location: SourceLocation(file: "\($0).yaml", line: 1, column: 1))
    }
    var specs = Specification()
    specs.insert(names[0], origins: [origin(1)])
    let rejection = try #require(throws: Rejection.self) {
      try Algorithm1.generate(specs, [], from: ModuleSet(modules))
    }
    #expect(rejection.diagnostics.count == 3)
    #expect(rejection.diagnostics[0].message.contains("a → b → c → a"))
  }

  @Test func `two values for one option show both places`() throws {
    let option: OptionName = "port"
    let module = Module(
      name: "web", options: [option: Option(type: .integer)],
      location: SourceLocation(file: "web.yaml"))
    var specs = Specification()
    specs.insert(module.name, origins: [origin(1)])
    specs.insert(Demand(Setting(option, .integer(80)), by: origin(2)), into: module.name)
    specs.insert(Demand(Setting(option, .integer(81)), by: origin(3)), into: module.name)
    let rejection = try #require(throws: Rejection.self) {
      try Algorithm1.generate(specs, [], from: ModuleSet([module]))
    }
    #expect(rejection.diagnostics.map(\.location.line) == [2, 3])
    #expect(rejection.diagnostics[0].message.contains("p.yaml:3:1"))
  }

  @Test func `everything wrong is told at once, with its place`() throws {
    let module = Module(
      name: "web",
      options: [
        "port": Option(type: .integer, defaultValue: .integer(80)),
        "root": Option(type: .directory),
      ], location: SourceLocation(file: "web.yaml"))
    var specs = Specification()
    specs.insert(module.name, origins: [origin(1)])
    specs.insert(
      Demand(Setting("prot", .integer(80)), by: origin(2)), into: module.name)
    specs.insert(
      Demand(Setting("port", .string("x")), by: origin(3)), into: module.name)
    let rejection = try #require(throws: Rejection.self) {
      try Algorithm1.generate(specs, [], from: ModuleSet([module]))
    }
    #expect(rejection.diagnostics.map(\.location.line) == [1, 2, 3])
    #expect(rejection.diagnostics[1].hint == "did you mean port?")
  }

  @Test func `an unknown module and a conflict say who asked`() throws {
    let (left, right): (ModuleName, ModuleName) = ("left", "right")
    let catalog = ModuleSet([
      Module(name: left, conflicts: [right], location: SourceLocation(file: "l.yaml")),
      Module(name: right, location: SourceLocation(file: "r.yaml")),
    ])
    var specs = Specification()
    specs.insert("lefft", origins: [origin(7)])
    let unknown = try #require(throws: Rejection.self) {
      try Algorithm1.generate(specs, [], from: catalog)
    }
    #expect(
      unknown.diagnostics.map(\.description) == [
        "p.yaml:7:1: error: no catalog has a module lefft\n  hint: did you mean left?"
      ])
    var both = Specification()
    both.insert(left, origins: [origin(1)])
    both.insert(right, origins: [origin(2)])
    let conflict = try #require(throws: Rejection.self) {
      try Algorithm1.generate(both, [], from: catalog)
    }
    #expect(conflict.diagnostics[0].message.contains("conflicts with module left"))
    #expect(conflict.diagnostics[0].message.contains("p.yaml:1:1"))
  }

  private func origin(_ line: Int) -> Origin {
    Origin(
      .image("web"), at: SourceLocation(file: "p.yaml", line: line, column: 1))
  }
}
