import Planning
import Policy
import TestSupport
import Testing
import Unikernel
import Vocabulary

@Suite struct RequirementComparisonTests {
  typealias Labels = [ImageName: [String: String]]

  /// The state of a repository with some images and requirements.
  static func snapshot(
    _ requirements: [SecurityRequirement], images: Labels = ["web": ["tier": "a"]]
  ) throws -> Snapshot {
    let place = SourceLocation(file: "i.yaml", line: 1, column: 1)
    var documents: [Document] = [
      .fleet(Fleet(name: "f", catalogs: [], location: SourceLocation(file: "merlon.yaml")))
    ]
    documents += requirements.map(Document.requirement)
    documents += images.map { name, labels in
      .image(
        UnikernelImage(
          name: name, labels: labels, specification: Specification(), target: .spt, memoryMiB: 16,
          ports: [], placement: .init(), location: place))
    }
    let catalog = RandomRequirement.modules.mapValues { module in
      CatalogModule(
        manifest: ModuleManifest(
          module: module, role: .mechanism, doc: "", recipe: BuildRecipe()), folder: "")
    }
    return try Snapshot.empty.applying(
      PolicyChange(added: documents), catalog: ModuleCatalog(catalog.values))
  }

  static func change(
    from old: SecurityRequirement, to new: SecurityRequirement
  ) throws -> RequirementChange? {
    let changes = RequirementComparison.changes(
      from: try snapshot([old]), to: try snapshot([new]))
    #expect(changes.count <= 1)
    return changes.first
  }

  @Test(arguments: Seeds.first(200))
  func `no change is nothing, and neither is a document that moved`(seed: UInt64) throws {
    var random = RandomRequirement(seed: seed)
    let requirement = random.make()
    #expect(try Self.change(from: requirement, to: requirement) == nil, "seed \(seed)")
    let moved = RandomRequirement.copy(
      requirement, location: SourceLocation(file: "other.yaml", line: 7, column: 1))
    #expect(try Self.change(from: requirement, to: moved) == nil, "seed \(seed)")
  }

  @Test(arguments: Seeds.first(200))
  func `whatever is dropped is called out, and not as stronger`(seed: UInt64) throws {
    var random = RandomRequirement(seed: seed)
    let full = random.make()
    for (what, less) in RandomRequirement.lesser(than: full) {
      let found = try #require(
        try Self.change(from: full, to: less), "seed \(seed): \(what) is silent")
      #expect(found.needsReview && !found.alterations.isEmpty, "seed \(seed): \(what)")
      #expect(
        found.alterations.allSatisfy { $0.effect != .strengthened }, "seed \(seed): \(what)")
    }
  }

  @Test(arguments: Seeds.first(200))
  func `what is added is not called weaker, and never silent`(seed: UInt64) throws {
    var random = RandomRequirement(seed: seed)
    let full = random.make()
    for (what, less) in RandomRequirement.lesser(than: full) {
      // A value of an option can be less than its default, or less than what was united before.
      let isValue = what.contains(".")
      let found = try #require(
        try Self.change(from: less, to: full), "seed \(seed): \(what) is silent")
      #expect(!found.alterations.isEmpty, "seed \(seed): \(what)")
      guard !isValue, !what.hasPrefix("module ") else { continue }
      #expect(found.weakenings.isEmpty, "seed \(seed): \(what)")
    }
  }

  @Test(arguments: Seeds.first(300))
  func `any two requirements that differ have a difference`(seed: UInt64) throws {
    var random = RandomRequirement(seed: seed)
    let (one, other) = (random.make(), random.make())
    let (there, back) = (
      try Self.change(from: one, to: other), try Self.change(from: other, to: one)
    )
    #expect((there == nil) == (back == nil), "seed \(seed)")
    if let there, let back, there.alterations.allSatisfy({ $0.effect == .strengthened }) {
      #expect(
        back.alterations.contains { $0.effect != .strengthened } || back.alterations.isEmpty,
        "seed \(seed): both ways are called stronger")
    }
  }
}

// MARK: - Directions

extension RequirementComparisonTests {
  /// The effect of one option's change from `old` to `new`.
  private func effects(
    _ option: OptionName, _ old: OptionValue?, _ new: OptionValue?
  ) throws -> [Alteration.Effect] {
    func requirement(_ value: OptionValue?) -> SecurityRequirement {
      let origin = Origin(.requirement("r"), at: SourceLocation(file: "r.yaml", line: 3, column: 1))
      var specification = Specification()
      specification.insert("auth", origins: [origin])
      if let value {
        specification.insert(Demand(Setting(option, value), by: origin), into: "auth")
      }
      return SecurityRequirement(
        name: "r", selector: Selector(), specification: specification, probes: [],
        location: origin.location)
    }
    let change = try Self.change(from: requirement(old), to: requirement(new))
    return change?.alterations.map(\.effect) ?? []
  }

  @Test func `the merge rule tells which of two values is weaker`() throws {
    #expect(try effects("least", .integer(3), .integer(4)) == [.weakened])
    #expect(try effects("least", .integer(4), .integer(3)) == [.strengthened])
    #expect(try effects("most", .integer(4), .integer(3)) == [.weakened])
    #expect(try effects("most", .integer(3), .integer(4)) == [.strengthened])
    #expect(try effects("every", .boolean(false), .boolean(true)) == [.weakened])
    #expect(try effects("every", .boolean(true), .boolean(false)) == [.strengthened])
    #expect(try effects("some", .boolean(true), .boolean(false)) == [.weakened])
    #expect(try effects("some", .boolean(false), .boolean(true)) == [.strengthened])
    #expect(try effects("free", .string("deny"), .string("allow")) == [.changed])
  }

  @Test func `a first value is compared with the default that it replaces`() throws {
    #expect(try effects("least", nil, .integer(9)) == [.weakened])
    #expect(try effects("least", nil, .integer(5)) == [.strengthened])
    #expect(try effects("least", nil, .integer(1)) == [.strengthened])
    #expect(try effects("free", nil, .string("allow")) == [.changed])
    #expect(try effects("least", .integer(1), nil) == [.weakened])
  }

  @Test func `what a union loses is weaker, what it gains is for a person to judge`() throws {
    func list(_ names: String...) -> OptionValue { .list(names.map(OptionValue.string)) }
    #expect(try effects("list", list("a", "b"), list("b")) == [.weakened])
    #expect(try effects("list", list("b"), list("a", "b")) == [.changed])
    #expect(try effects("list", list("a"), list("b")) == [.weakened, .changed])
    #expect(try effects("list", list("a", "b"), list("b", "a")) == [.changed])
    #expect(
      try effects(
        "map", .map(["/admin": list("alice")]), .map(["/admin": list("alice", "mallory")]))
        == [.changed])
    #expect(try effects("map", .map(["/admin": list("alice")]), .map([:])) == [.weakened])
  }

  @Test func `what an intersection gains is weaker, what it loses is stronger`() throws {
    func admin(_ names: String...) -> OptionValue {
      .map(["/admin": .list(names.map(OptionValue.string))])
    }
    #expect(try effects("narrow", admin("alice"), admin("alice", "mallory")) == [.weakened])
    #expect(try effects("narrow", admin("alice", "bob"), admin("alice")) == [.strengthened])
    #expect(try effects("narrow", admin("alice"), .map([:])) == [.weakened])
  }

  @Test func `an image that a requirement no longer selects has lost it`() throws {
    var random = RandomRequirement(seed: 1)
    let wide = RandomRequirement.copy(random.make(), selector: Selector())
    let narrow = RandomRequirement.copy(wide, selector: Selector(matchLabels: ["tier": "a"]))
    let images: Labels = ["web": ["tier": "a"], "api": ["tier": "b"]]
    let narrowed = try #require(
      RequirementComparison.changes(
        from: try Self.snapshot([wide], images: images),
        to: try Self.snapshot([narrow], images: images)
      ).first)
    #expect(narrowed.lost == ["api"] && narrowed.kept == ["web"] && narrowed.enforced.isEmpty)
    #expect(narrowed.weakenings.map(\.subject) == ["selector"])
    let relabelled = try #require(
      RequirementComparison.changes(
        from: try Self.snapshot([narrow], images: images),
        to: try Self.snapshot([narrow], images: ["web": [:], "api": ["tier": "a"]])
      ).first)
    #expect(relabelled.lost == ["web"] && relabelled.enforced == ["api"])
    #expect(relabelled.alterations.isEmpty)
  }

  @Test func `a requirement that is gone is lost, and one for images that are gone is not`() throws
  {
    var random = RandomRequirement(seed: 2)
    let requirement = RandomRequirement.copy(random.make(), selector: Selector())
    let gone = RequirementComparison.changes(
      from: try Self.snapshot([requirement]), to: try Self.snapshot([]))
    #expect(gone.map(\.isRemoved) == [true] && gone.map(\.lost) == [["web"]])
    let unused = RequirementComparison.changes(
      from: try Self.snapshot([requirement], images: [:]), to: try Self.snapshot([], images: [:]))
    #expect(unused.map(\.isRemoved) == [true] && unused[0].needsReview)
    let removed = RequirementComparison.changes(
      from: try Self.snapshot([requirement]), to: try Self.snapshot([requirement], images: [:]))
    #expect(removed.isEmpty)
    let first = RequirementComparison.changes(from: nil, to: try Self.snapshot([requirement]))
    #expect(first.map(\.enforced) == [["web"]] && !first[0].needsReview)
  }

  @Test func `a narrower window lets more through`() throws {
    func effect(_ old: Validity, _ new: Validity) throws -> [Alteration.Effect] {
      var random = RandomRequirement(seed: 3)
      let requirement = random.make()
      return try Self.change(
        from: RandomRequirement.copy(requirement, validity: old),
        to: RandomRequirement.copy(requirement, validity: new))?.alterations.map(\.effect) ?? []
    }
    let (early, late) = (Instant(milliseconds: 1), Instant(milliseconds: 2))
    #expect(try effect(Validity(), Validity(notAfter: late)) == [.weakened])
    #expect(try effect(Validity(notAfter: late), Validity(notAfter: early)) == [.weakened])
    #expect(try effect(Validity(notAfter: early), Validity()) == [.strengthened])
    #expect(try effect(Validity(), Validity(notBefore: early)) == [.weakened])
    #expect(try effect(Validity(notBefore: early), Validity(notBefore: late)) == [.weakened])
    #expect(try effect(Validity(notBefore: late), Validity(notBefore: early)) == [.strengthened])
  }

  @Test func `a limit that is raised or opened is weaker`() throws {
    func effect(_ make: (inout Obligations) -> Void, _ remake: (inout Obligations) -> Void) throws
      -> [Alteration.Effect]
    {
      var random = RandomRequirement(seed: 4)
      let requirement = random.make()
      var (old, new) = (Obligations(), Obligations())
      make(&old)
      remake(&new)
      return try Self.change(
        from: RandomRequirement.copy(requirement, obligations: old),
        to: RandomRequirement.copy(requirement, obligations: new))?.alterations.map(\.effect) ?? []
    }
    let place = SourceLocation(file: "r.yaml")
    #expect(
      try effect({ $0.textKiB = .init(64, at: place) }, { $0.textKiB = .init(65, at: place) })
        == [.weakened])
    #expect(
      try effect({ $0.textKiB = .init(64, at: place) }, { $0.textKiB = .init(63, at: place) })
        == [.strengthened])
    #expect(
      try effect(
        { $0.openPorts = .init([80], at: place) }, { $0.openPorts = .init([443], at: place) })
        == [.weakened])
    #expect(
      try effect(
        { $0.openPorts = .init([80, 443], at: place) }, { $0.openPorts = .init([443], at: place) })
        == [.strengthened])
  }
}
