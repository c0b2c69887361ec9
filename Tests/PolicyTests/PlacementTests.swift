import Policy
import TestSupport
import Testing
import Vocabulary

/// Which requirements and hosts an image has.
@Suite struct PlacementTests {
  @Test func `requirements are those that select the image, by their names`() throws {
    let image = Documents.image("web", labels: ["exposure": "public"])
    let policy = try PolicySet([
      .fleet(Documents.fleet()), .image(image),
      .requirement(Documents.requirement("z-all", in: "1")),
      .requirement(
        Documents.requirement("public", on: Selector(matchLabels: ["exposure": "public"]))),
      .requirement(
        Documents.requirement("inner", on: Selector(matchLabels: ["exposure": "internal"]))),
      .requirement(
        Documents.requirement(
          "a-not-inner",
          on: Selector(matchExpressions: [.init("exposure", .isNotIn, ["internal"])]), in: "9")),
    ])
    #expect(policy.requirements(for: image).map(\.name) == ["a-not-inner", "public", "z-all"])
    #expect(
      policy.requirements(for: Documents.image("bare")).map(\.name) == ["a-not-inner", "z-all"])
  }

  @Test func `an image runs on as many of the hosts that match as it wants`() throws {
    let paris = Selector(matchLabels: ["region": "paris"])
    let policy = try PolicySet([
      .fleet(Documents.fleet()), .host(Documents.host("h10", labels: ["region": "paris"])),
      .host(Documents.host("h2", labels: ["region": "paris"])),
      .host(Documents.host("a", labels: ["region": "rome"])),
      .host(Documents.host("h1", labels: ["region": "paris"])),
    ])
    func hosts(_ replicas: Int, _ selector: Selector) -> [HostName] {
      policy.hosts(for: Documents.image("web", replicas: replicas, on: selector))
    }
    #expect(hosts(0, paris) == [])
    #expect(hosts(1, paris).count == 1 && Set(["h1", "h2", "h10"]).isSuperset(of: hosts(1, paris)))
    #expect(Set(hosts(2, paris)).isSuperset(of: hosts(1, paris)))
    #expect(hosts(9, paris) == ["h1", "h10", "h2"])
    #expect(hosts(4, Selector()) == ["a", "h1", "h10", "h2"])
    #expect(hosts(1, Selector(matchLabels: ["region": "oslo"])) == [])
  }

  @Test(arguments: Seeds.first(200))
  func `placement and selection are what their definitions say`(seed: UInt64) throws {
    var random = RandomLabels(seed: seed)
    let hosts = (0..<6).map {
      Documents.host(.init(stringLiteral: "h\($0)"), labels: random.labels())
    }
    let requirements = (0..<6).map {
      Documents.requirement(.init(stringLiteral: "r\($0)"), on: random.selector())
    }
    let documents =
      [.fleet(Documents.fleet())] + hosts.map(Document.host)
      + requirements.map(Document.requirement)
    let policy = try PolicySet(documents.shuffled(using: &random.generator))
    for replicas in 0..<8 {
      let image = Documents.image(
        "web", labels: random.labels(), replicas: replicas, on: random.selector())
      let able = hosts.filter { image.placement.selector.matches($0.labels) }
      #expect(
        policy.hosts(for: image) == Spread.choose(replicas, of: able.map(\.name), for: image.name),
        "seed \(seed)")
      #expect(
        policy.requirements(for: image)
          == requirements.filter { $0.selector.matches(image.labels) }, "seed \(seed)")
    }
  }
}
