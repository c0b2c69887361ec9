import Policy
import TestSupport
import Testing
import Unikernel
import Vocabulary

@testable import Planning

@Suite struct GateCheckTests {
  private func plan(
    _ gate: RolloutRules.Gate?, with modules: [ModuleName]
  ) throws(Rejection) -> PlanStep {
    let place = SourceLocation(file: "web.yaml", line: 1, column: 1)
    var specification = Specification()
    for module in modules {
      specification.insert(module, origins: [Origin(.image("web"), at: place)])
    }
    let image = UnikernelImage(
      name: "web", labels: [:], specification: specification, target: .spt, memoryMiB: 32,
      ports: [], placement: .init(replicas: 0), rollout: RolloutRules(canary: [1], gate: gate),
      location: place)
    let catalog = ModuleCatalog(
      ["answer-count", "other"].map { name in
        CatalogModule(
          manifest: ModuleManifest(
            module: Module(name: name, options: [:], location: place), role: .mechanism, doc: "",
            recipe: .init()), folder: "1")
      })
    let fleet = Document.fleet(Fleet(name: "f", catalogs: [], location: place))
    return try Planner.plan(
      Snapshot.empty.applying(PolicyChange(added: [fleet, .image(image)]), catalog: catalog),
      at: Instant(milliseconds: 0))
  }

  @Test func `a gate for answers needs an image that counts them`() throws {
    let probes = RolloutRules.Gate(errorPercentMax: 0, seconds: 60)
    let answers = RolloutRules.Gate(errorPercentMax: 0, serverErrorPercentMax: 1, seconds: 60)
    #expect(throws: Never.self) { try plan(nil, with: ["other"]) }
    #expect(throws: Never.self) { try plan(probes, with: ["other"]) }
    #expect(throws: Never.self) { try plan(answers, with: ["other", "answer-count"]) }
    let rejection = #expect(throws: Rejection.self) { try plan(answers, with: ["other"]) }
    #expect(rejection?.diagnostics.map(\.hint) == ["add `answer-count: {}` to its modules"])
  }
}
