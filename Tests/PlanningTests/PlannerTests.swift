import Planning
import Policy
import TestSupport
import Testing
import Unikernel
import Vocabulary

@Suite struct PlannerTests {
  /// One history: each commit and each tick of the clock planned as a step and from nothing.
  ///
  /// - Returns: How many steps were planned, and how many refused.
  private func follow(seed: UInt64, steps: Int) throws -> (planned: Int, refused: Int) {
    var fleet = RandomFleet(seed: seed)
    var (documents, trees) = (fleet.documents, fleet.trees)
    var (snapshot, plan): (Snapshot?, FleetPlan?) = (nil, nil)
    var counts = (planned: 0, refused: 0)
    for step in 0..<steps {
      let comment: Comment = "seed \(seed), step \(step)"
      if fleet.flip() { fleet.commit() }
      fleet.wait()
      let full = Result { () throws(Rejection) in
        try Planner.plan(fleet.snapshot(), at: fleet.time)
      }
      guard let base = snapshot, let old = plan else {
        guard let first = try? full.get() else { continue }
        (snapshot, plan) = (first.plan.snapshot, first.plan)
        (documents, trees) = (fleet.documents, fleet.trees)
        continue
      }
      let change = fleet.change(since: documents)
      let incremental = Result { () throws(Rejection) in
        var next = try base.applying(change, catalog: fleet.catalog)
        var folders = next.sealedPaths(differingFrom: base)
        for path in next.sealedPaths where trees[path] != fleet.trees[path] { folders.insert(path) }
        for path in folders {
          next.setFolder(path, next.isSealed(path) ? fleet.tree(path) : nil)
        }
        return try Planner.plan(
          next, changedBy: SnapshotChange(policy: change, folders: folders), since: old,
          at: fleet.time)
      }
      switch (full, incremental) {
      case (.success(let full), .success(let incremental)):
        try expectEqual(incremental, full, since: old, comment)
        (snapshot, plan) = (incremental.plan.snapshot, incremental.plan)
        (documents, trees) = (fleet.documents, fleet.trees)
        counts.planned += 1
      case (.failure(let full), .failure(let incremental)):
        #expect(full.diagnostics == incremental.diagnostics, comment)
        counts.refused += 1
      default: Issue.record("\(full) is not \(incremental), \(comment)")
      }
    }
    return counts
  }

  private func expectEqual(
    _ step: PlanStep, _ full: PlanStep, since old: FleetPlan, _ comment: Comment
  ) throws {
    #expect(step.plan.names == full.plan.names, comment)
    #expect(step.plan.count == full.plan.count, comment)
    #expect(step.plan.warnings == full.plan.warnings, comment)
    #expect(step.plan.nextChange == full.plan.nextChange, comment)
    for name in Set(step.plan.names).union(old.names) {
      let image = step.plan[name]
      #expect(image == full.plan[name], comment)
      // Exactly the images that differ were affected.
      #expect((image != old[name]) == (step.reasons[name] != nil), "\(name), \(comment)")
    }
  }

  @Test func `for every history the incremental plan equals the full one`() throws {
    var counts = (planned: 0, refused: 0)
    for seed in Seeds.first(Self.histories) {
      let (planned, refused) = try follow(seed: seed, steps: 12)
      counts = (counts.planned + planned, counts.refused + refused)
    }
    // Random fleets are neither all fine nor all wrong.
    #expect(counts.planned > Self.histories && counts.refused > Self.histories / 10, "\(counts)")
  }

  static let histories = 2_000

  @Test(arguments: Seeds.first(100))
  func `a plan over the same commit changes nothing`(seed: UInt64) throws {
    let fleet = RandomFleet(seed: seed)
    guard let plan = try? Planner.plan(fleet.snapshot(), at: fleet.time).plan else { return }
    let again = try Planner.plan(
      plan.snapshot, changedBy: SnapshotChange(), since: plan, at: fleet.time)
    #expect(again.reasons.isEmpty, "seed \(seed)")
    #expect(PlanReview(from: plan, to: again.plan).images.isEmpty, "seed \(seed)")
  }

  @Test func `time does not go back`() throws {
    let end = Instant(milliseconds: 1_000_000)
    let documents: [Document] = [
      .fleet(Fleet(name: "f", catalogs: [], location: SourceLocation(file: "m.yaml"))),
      .image(image("a", validity: Validity(notAfter: end))),
    ]
    let snapshot = try Snapshot.empty.applying(
      PolicyChange(added: documents), catalog: ModuleCatalog([]))
    let before = Instant(milliseconds: end.milliseconds - 1)
    let plan = try Planner.plan(snapshot, at: before).plan
    #expect(plan.names == ["a"] && plan.nextChange == end)
    let after = try Planner.plan(snapshot, changedBy: SnapshotChange(), since: plan, at: end)
    #expect(after.plan.names.isEmpty && after.reasons == ["a": [.isGone]])
    let back = try Planner.plan(
      snapshot, changedBy: SnapshotChange(), since: after.plan, at: before)
    #expect(back.plan.names.isEmpty && back.reasons.isEmpty)
  }

  @Test func `two images cannot have one port of one host`() throws {
    let documents: [Document] = [
      .fleet(Fleet(name: "f", catalogs: [], location: SourceLocation(file: "m.yaml"))),
      .host(Host(name: "h", labels: [:], agent: nil, location: SourceLocation(file: "h.yaml"))),
      .image(image("a")), .image(image("b")),
    ]
    let snapshot = try Snapshot.empty.applying(
      PolicyChange(added: documents), catalog: ModuleCatalog([]))
    let rejection = try #require(throws: Rejection.self) {
      try Planner.plan(snapshot, at: Instant(milliseconds: 0))
    }
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
      .fleet(Fleet(name: "f", catalogs: [], location: SourceLocation(file: "m.yaml"))),
      .image(
        UnikernelImage(
          name: "web", labels: [:], specification: specification, target: .spt, memoryMiB: 32,
          ports: [], placement: .init(replicas: 0), location: SourceLocation(file: "web.yaml"))),
    ]
    let manifest = ModuleManifest(module: module, role: .application, doc: "", recipe: .init())
    let catalog = ModuleCatalog([CatalogModule(manifest: manifest, folder: "1")])
    let snapshot = try Snapshot.empty.applying(PolicyChange(added: documents), catalog: catalog)
    let rejection = try #require(throws: Rejection.self) {
      try Planner.plan(snapshot, at: Instant(milliseconds: 0))
    }
    #expect(rejection.diagnostics.map(\.location.description) == ["web.yaml:7:5"])
  }

  private func image(_ name: ImageName, validity: Validity = Validity()) -> UnikernelImage {
    UnikernelImage(
      name: name, labels: [:], specification: Specification(), target: .spt, memoryMiB: 32,
      ports: [.init(port: 80, hostPort: 8080)], placement: .init(), validity: validity,
      location: SourceLocation(file: "\(name).yaml"))
  }
}
