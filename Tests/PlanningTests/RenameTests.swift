import Planning
import Policy
import TestSupport
import Testing
import Unikernel
import Vocabulary

/// An image under another name, with and without the requirements on it.
@Suite struct RenameTests {
  private static let place = SourceLocation(file: "r.yaml", line: 1, column: 1)

  private static func image(
    _ name: ImageName, tier: String = "a", port: Int? = 80, root: String = "site"
  ) -> Document {
    var specification = Specification()
    let origin = Origin(.image(name), at: SourceLocation(file: "\(name).yaml", line: 4, column: 5))
    specification.insert("site", origins: [origin])
    specification.insert(Demand(Setting("root", .string(root)), by: origin), into: "site")
    return .image(
      UnikernelImage(
        name: name, labels: ["tier": tier], specification: specification, target: .spt,
        memoryMiB: 16, ports: port.map { [.init(port: $0, hostPort: $0)] } ?? [],
        placement: .init(),
        location: origin.location))
  }

  private static func requirement(_ name: RequirementName, tier: String) -> Document {
    .requirement(
      SecurityRequirement(
        name: name, selector: Selector(matchLabels: ["tier": tier]),
        specification: Specification(), probes: [], location: place))
  }

  private static func plan(_ documents: [Document]) throws -> FleetPlan {
    let fleet = Document.fleet(Fleet(name: "f", catalogs: [], location: place))
    let host = Document.host(Host(name: "local", labels: [:], agent: nil, location: place))
    let site = Module(
      name: "site", options: ["root": Option(type: .string)], location: place)
    let catalog = ModuleCatalog([
      CatalogModule(
        manifest: ModuleManifest(
          module: site, role: .application, doc: "", recipe: BuildRecipe()), folder: "")
    ])
    let snapshot = try Snapshot.empty.applying(
      PolicyChange(added: [fleet, host] + documents), catalog: catalog)
    return try Planner.plan(snapshot, at: Instant(milliseconds: 0)).plan
  }

  private static func renames(
    from old: [Document], to new: [Document], under requirements: [Document] = []
  ) throws -> [String] {
    words(PlanReview(from: try plan(old + requirements), to: try plan(new + requirements)))
  }

  private static func words(_ review: PlanReview) -> [String] {
    review.renames.map { rename in
      let escaped = rename.escaped.map { " \($0)" }.joined()
      return "\(rename.old), now \(rename.new)" + (escaped.isEmpty ? "" : ", escapes\(escaped)")
    }
  }

  @Test func `a requirement that the new name escapes is told, one that holds is not`() throws {
    let requirements = [
      Self.requirement("both", tier: "a"), Self.requirement("other", tier: "b"),
    ]
    let renames = try Self.renames(
      from: [Self.image("web")], to: [Self.image("site", tier: "b")], under: requirements)
    #expect(renames == ["web, now site, escapes both"])
    let held = try Self.renames(
      from: [Self.image("web")], to: [Self.image("site")], under: requirements)
    #expect(held == ["web, now site"])
  }

  @Test func `a requirement that is gone is told elsewhere`() throws {
    let old = try Self.plan([Self.image("web"), Self.requirement("r", tier: "a")])
    let new = try Self.plan([Self.image("site")])
    #expect(Self.words(PlanReview(from: old, to: new)) == ["web, now site"])
  }

  @Test func `what is made of something else, or remains, is not renamed`() throws {
    let old = [Self.image("web")]
    for other in [Self.image("site", port: 81), Self.image("site", root: "elsewhere")] {
      #expect(try Self.renames(from: old, to: [other]).isEmpty)
    }
    #expect(try Self.renames(from: old, to: old + [Self.image("site", port: 81)]).isEmpty)
    #expect(try Self.renames(from: [], to: old).isEmpty)
    #expect(try Self.renames(from: old, to: []).isEmpty)
    #expect(PlanReview(from: nil, to: try Self.plan(old)).renames.isEmpty)
  }

  @Test func `of several that are alike, equal labels belong together`() throws {
    let old = [Self.image("one", tier: "a", port: nil), Self.image("two", tier: "b", port: nil)]
    let new = [Self.image("five", tier: "c", port: nil), Self.image("six", tier: "a", port: nil)]
    #expect(try Self.renames(from: old, to: new) == ["two, now five", "one, now six"])
    // There is one new image for two that are gone: the first by name.
    let single = [Self.image("seven", tier: "d", port: nil)]
    #expect(try Self.renames(from: old, to: single) == ["one, now seven"])
  }
}
