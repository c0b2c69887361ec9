import TestSupport
import Testing
import Unikernel
import Vocabulary

@Suite struct ExplanationTests {
  private func origin(_ line: Int, _ requirement: RequirementName? = nil) -> Origin {
    Origin(
      requirement.map(Origin.Source.requirement) ?? .image("web"),
      at: SourceLocation(file: "p.yaml", line: line, column: 1))
  }

  @Test func `every module and option has its reasons`() throws {
    let choice = Dependency(anyOf: [.init("tls"), .init("proxy")])
    let here = SourceLocation(file: "m.yaml")
    let catalog = ModuleSet([
      Module(
        name: "http", version: Version(1, 2), dependencies: [choice],
        options: [
          "port": Option(type: .integer, defaultValue: .integer(80), merge: .max),
          "host": Option(type: .string, defaultValue: .string("any")),
        ], location: here),
      Module(name: "tls", location: here), Module(name: "proxy", location: here),
    ])
    var image = Specification()
    image.insert("http", origins: [origin(3)])
    let range = try #require(VersionRange("^1"))
    image.insert(versions: range, origin: origin(4), into: "http")
    image.insert(Demand(Setting("port", .integer(81)), by: origin(5)), into: "http")
    var requirement = Specification()
    requirement.insert("http", origins: [origin(2, "strict")])
    requirement.insert(
      Demand(Setting("port", .integer(443)), by: origin(6, "strict")), into: "http")
    let generation = try Algorithm1.generate(image, [requirement], from: catalog)

    let explanation = generation.explanation
    #expect(explanation.map(\.module) == ["tls", "http"])
    let (tls, http) = (explanation[0], explanation[1])
    #expect(tls.origins == [] && tls.options == [])
    #expect(tls.requirers.map(\.module) == ["http"] && tls.requirers.map(\.dependency) == [choice])
    #expect(http.version == Version(1, 2))
    #expect(http.origins == [origin(2, "strict"), origin(3)])
    #expect(http.versions == [VersionDemand(range, by: origin(4))])
    #expect(http.requirers.isEmpty)
    #expect(http.options.map(\.option) == ["host", "port"])
    #expect(http.options[0].value == .string("any") && http.options[0].demands == [])
    #expect(http.options[1].value == .integer(443))
    #expect(http.options[1].demands.map(\.origin) == [origin(5), origin(6, "strict")])
  }

  @Test(arguments: Seeds.first(300))
  func `every module that nobody asked for is required by one before which it stands`(
    seed: UInt64
  ) {
    let catalog = RandomCatalog(seed: seed)
    guard
      let generation = try? Algorithm1.generate(
        catalog.specs, [], from: ModuleSet(catalog.modules))
    else { return }
    let order = generation.explanation.map(\.module)
    #expect(order == generation.image.installed.map(\.name), "seed \(seed)")
    for (index, explanation) in generation.explanation.enumerated() {
      #expect(!explanation.origins.isEmpty || !explanation.requirers.isEmpty, "seed \(seed)")
      for requirer in explanation.requirers {
        #expect(order[index...].dropFirst().contains(requirer.module), "seed \(seed)")
        #expect(requirer.dependency.anyOf.map(\.module).contains(explanation.module))
      }
    }
  }
}
