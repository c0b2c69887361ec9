import Planning
import Policy
import TestSupport
import Testing
import Unikernel
import Vocabulary

@Suite struct PlannerTests {
  @Test(arguments: Seeds.first(300))
  func `for every history the incremental plan equals the full one`(seed: UInt64) throws {
    var fleet = RandomFleet(seed: seed)
    var plan = try Planner.plan(fleet.snapshot())
    for step in 0..<12 {
      fleet.commit()
      let snapshot = try fleet.snapshot()
      plan = try Planner.plan(snapshot, after: plan)
      let full = try Planner.plan(snapshot)
      #expect(plan.images == full.images, "seed \(seed), step \(step)")
      #expect(plan.warnings == full.warnings, "seed \(seed), step \(step)")
    }
  }

  @Test(arguments: Seeds.first(100))
  func `a plan over the same commit generates nothing`(seed: UInt64) throws {
    let fleet = RandomFleet(seed: seed)
    let plan = try Planner.plan(fleet.snapshot())
    let again = try Planner.plan(fleet.snapshot(), after: plan)
    #expect(again.regenerated.isEmpty, "seed \(seed)")
    #expect(
      PlanComparison.changes(from: plan, to: again).allSatisfy { $0.kind == .kept },
      "seed \(seed)")
  }

  @Test(arguments: Seeds.first(200))
  func `an image that was taken over is not rebuilt`(seed: UInt64) throws {
    var fleet = RandomFleet(seed: seed)
    let before = try Planner.plan(fleet.snapshot())
    fleet.commit()
    let after = try Planner.plan(fleet.snapshot(), after: before)
    for change in PlanComparison.changes(from: before, to: after)
    where change.kind == .rebuilt || change.kind == .added {
      #expect(after.regenerated[change.image]?.isEmpty == false, "seed \(seed)")
    }
  }

  @Test func `two images cannot have one port of one host`() throws {
    let documents: [Document] = [
      .fleet(
        Fleet(name: "f", catalogs: [], location: SourceLocation(file: "m.yaml"))),
      .host(Host(name: "h", labels: [:], socket: nil, location: SourceLocation(file: "h.yaml"))),
      .image(image("a")), .image(image("b")),
    ]
    let snapshot = Snapshot(policy: try PolicySet(documents), catalog: [:]) { _ in nil }
    let rejection = try #require(throws: Rejection.self) { try Planner.plan(snapshot) }
    #expect(
      rejection.diagnostics.map(\.message) == [
        "image b wants port 8080 of host h, which image a has (a.yaml)"
      ])
  }

  @Test func `a missing folder is shown where it is asked for`() throws {
    let origin = Origin(
      .image("web"), at: SourceLocation(file: "web.yaml", line: 7, column: 5))
    var specification = Specification()
    specification.insert("server", origins: [origin])
    specification.insert(
      Demand(Setting("root", .string("../secret")), by: origin), into: "server")
    let module = Module(
      name: "server", options: ["root": Option(type: .directory)],
      location: SourceLocation(file: "module.yaml"))
    let documents: [Document] = [
      .fleet(
        Fleet(name: "f", catalogs: [], location: SourceLocation(file: "m.yaml"))),
      .image(
        UnikernelImage(
          name: "web", labels: [:], specification: specification, target: .spt, memoryMiB: 32,
          ports: [], placement: .init(replicas: 0), location: SourceLocation(file: "web.yaml"))),
    ]
    let manifest = ModuleManifest(module: module, role: .application, doc: "", recipe: .init())
    let snapshot = Snapshot(
      policy: try PolicySet(documents),
      catalog: ["server": CatalogModule(manifest: manifest, folder: "1")]
    ) { _ in TreeID(bytes: [UInt8](repeating: 0, count: 20)) }
    let rejection = try #require(throws: Rejection.self) { try Planner.plan(snapshot) }
    #expect(rejection.diagnostics.map(\.location.description) == ["web.yaml:7:5"])
  }

  private func image(_ name: ImageName) -> UnikernelImage {
    UnikernelImage(
      name: name, labels: [:], specification: Specification(), target: .spt, memoryMiB: 32,
      ports: [.init(port: 80, hostPort: 8080)], placement: .init(),
      location: SourceLocation(file: "\(name).yaml"))
  }
}
