import TestSupport
import Testing
import Unikernel
import Vocabulary

/// Equations 1 to 8 of the paper, over random catalogs; a failing case prints its seed.
@Suite struct ImageTests {
  @Test(arguments: Seeds.first(200))
  func `installing adds the module and removes none (1, 3, 5)`(seed: UInt64) {
    var model = RandomModel(seed: seed)
    let u = model.image()
    let m = model.module()
    let installed = u.installing(m)
    #expect(installed.modules == u.modules.union([m.name]), "seed \(seed)")
    if u.modules.contains(m.name) { #expect(installed == u, "seed \(seed)") }
    for other in u.modules {
      #expect(
        installed.configuration(of: other) == u.configuration(of: other), "seed \(seed)")
    }
  }

  @Test(arguments: Seeds.first(200))
  func `configuring touches one option of one module (2, 4)`(seed: UInt64) {
    var model = RandomModel(seed: seed)
    let u = model.image()
    let m = model.module()
    guard let c = model.setting(of: m) else { return }
    let configured = u.configuring(m, c)
    #expect(configured.modules == u.modules, "seed \(seed)")
    guard u.modules.contains(m.name) else {
      #expect(configured == u, "seed \(seed)")
      return
    }
    #expect(configured.meets(c, of: m) || m.options[c.option]?.merge != nil, "seed \(seed)")
    for (option, value) in u.options(of: m.name) where option != c.option {
      #expect(configured.options(of: m.name)[option] == value, "seed \(seed)")
    }
  }

  @Test func `configuring may undo what was met before (6)`() throws {
    let name = OptionName(stringLiteral: "port")
    let module = Module(
      name: RandomModel.module(0), options: [name: Option(type: .integer)],
      location: SourceLocation(file: "module.yaml"))
    let first = Setting(name, .integer(80))
    let u = Image.minimal.installing(module).configuring(module, first)
    let changed = u.configuring(module, Setting(name, .integer(81)))
    #expect(u.meets(first, of: module))
    #expect(
      !u.configuration(of: module.name).isSubset(of: changed.configuration(of: module.name)))
  }

  @Test func `an intersection lets in nobody whom one demand keeps out`() {
    let name: OptionName = "resources"
    let module = Module(
      name: RandomModel.module(0),
      options: [name: Option(type: .stringsMap, merge: .intersection)],
      location: SourceLocation(file: "module.yaml"))
    func resources(_ members: [String: [String]]) -> Setting {
      Setting(name, .map(members.mapValues { .list($0.map(OptionValue.string)) }))
    }
    let (one, other) = (
      resources(["/a": ["bob", "alice"], "/b": ["bob"]]),
      resources(["/a": ["carol", "alice"], "/c": []])
    )
    let u = Image.minimal.installing(module)
    let both = u.configuring(module, one).configuring(module, other)
    #expect(
      both.configuration(of: module.name)
        == [resources(["/a": ["alice"], "/b": ["bob"], "/c": []])])
    #expect(both == u.configuring(module, other).configuring(module, one))
    #expect(both.meets(one, of: module) && both.meets(other, of: module))
    // One demand alone is met, in whatever order it lists its elements.
    #expect(u.configuring(module, one).meets(one, of: module))
  }

  @Test func `the minimal image has no modules (7)`() {
    #expect(Image.minimal.modules.isEmpty)
  }

  @Test(arguments: Seeds.first(200))
  func `a module is installable when all it requires and nothing it conflicts with is there (8)`(
    seed: UInt64
  ) throws {
    var model = RandomModel(seed: seed)
    let u = model.image()
    let m = try #require(model.catalog[model.module().name])
    let isInstallable =
      u.modules.isSuperset(of: m.requires) && u.modules.isDisjoint(with: m.conflicts)
    #expect(u.isInstallable(m) == isInstallable, "seed \(seed)")
    switch u.obstacle(to: m) {
    case nil: break
    case .missing(let gap): #expect(!u.modules.contains(gap) && m.requires.contains(gap))
    case .conflict(let other):
      #expect(u.modules.contains(other) && m.conflicts.contains(other))
    }
  }

  @Test(arguments: Seeds.first(100))
  func `conflicts are symmetric`(seed: UInt64) {
    let catalog = RandomModel(seed: seed).catalog
    for name in catalog.names {
      for other in catalog[name]?.conflicts ?? [] {
        #expect(catalog[other]?.conflicts.contains(name) != false, "seed \(seed)")
      }
    }
  }
}
