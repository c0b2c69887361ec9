import Policy
import TestSupport
import Testing
import Vocabulary

@Suite struct PolicySetTests {
  @Test func `documents are found by kind and name`() throws {
    let policy = try PolicySet([
      .image(Documents.image("web")), .fleet(Documents.fleet()), .host(Documents.host("paris")),
      .requirement(Documents.requirement("web")), .image(Documents.image("api")),
    ])
    #expect(policy.fleet.name == "acme")
    #expect(policy.imageNames.sorted() == ["api", "web"])
    #expect(policy.requirements.map(\.name) == ["web"])
    #expect(policy.hosts.keys.sorted() == ["paris"])
    #expect(policy.image("web") == Documents.image("web"))
    #expect(policy.requirement("web") == Documents.requirement("web"))
    #expect(policy.document(.host("paris")) == .host(Documents.host("paris")))
    #expect(policy.image("paris") == nil && policy.document(.host("web")) == nil)
    #expect((policy.imageCount, policy.requirementCount) == (2, 1))
    #expect(policy.contents.count == 5)
  }

  @Test func `two documents of one kind and name are refused where the later one stands`() throws {
    let rejection = try #require(throws: Rejection.self) {
      try PolicySet([
        .image(Documents.image("web", in: "z.yaml")), .image(Documents.image("web", in: "a.yaml")),
        .image(Documents.image("web", in: "m.yaml")), .fleet(Documents.fleet()),
        .host(Documents.host("web")),
      ])
    }
    #expect(
      rejection.diagnostics.map(\.description) == [
        """
        m.yaml:1:1: error: another UnikernelImage is named web
          hint: the first one is at a.yaml:1:1; rename one of the two
        """,
        """
        z.yaml:1:1: error: another UnikernelImage is named web
          hint: the first one is at a.yaml:1:1; rename one of the two
        """,
      ])
  }

  @Test func `every kind is checked, and everything is said at once`() throws {
    let rejection = try #require(throws: Rejection.self) {
      try PolicySet([
        .fleet(Documents.fleet()), .image(Documents.image("x", in: "1")),
        .image(Documents.image("x", in: "2")), .requirement(Documents.requirement("x", in: "3")),
        .requirement(Documents.requirement("x", in: "4")), .host(Documents.host("x", in: "5")),
        .host(Documents.host("x", in: "6")),
      ])
    }
    #expect(
      rejection.diagnostics.map { "\($0.location): \($0.message)" } == [
        "2:1:1: another UnikernelImage is named x",
        "4:1:1: another SecurityRequirement is named x",
        "6:1:1: another Host is named x",
      ])
  }

  @Test func `a repository without a Fleet is refused, with its other errors`() throws {
    let none = try #require(throws: Rejection.self) { try PolicySet([]) }
    #expect(
      none.diagnostics.map(\.description) == [
        """
        merlon.yaml: error: the repository has no Fleet document
          hint: `merlon init` writes one
        """
      ])
    let both = try #require(throws: Rejection.self) {
      try PolicySet([.host(Documents.host("h", in: "a")), .host(Documents.host("h", in: "b"))])
    }
    #expect(both.diagnostics.map(\.location.file) == ["b", "merlon.yaml"])
  }

  @Test func `a second Fleet is refused, whatever its name`() throws {
    for name: FleetName in ["acme", "other"] {
      let rejection = try #require(throws: Rejection.self) {
        try PolicySet([
          .fleet(Documents.fleet(name, in: "z.yaml")), .fleet(Documents.fleet(in: "a.yaml")),
        ])
      }
      #expect(rejection.diagnostics.map(\.location.description) == ["z.yaml:1:1"])
      #expect(rejection.diagnostics[0].message.contains("another"))
      #expect(rejection.diagnostics[0].hint?.contains("a.yaml:1:1") == true)
    }
  }

  @Test(arguments: Seeds.first(200))
  func `the order of documents says nothing`(seed: UInt64) throws {
    var random = RandomLabels(seed: seed)
    let documents = Self.documents(&random)
    let shuffled = documents.shuffled(using: &random.generator)
    func outcome(_ documents: [Document]) -> Result<PolicySet, Rejection> {
      do throws(Rejection) { return .success(try PolicySet(documents)) } catch {
        return .failure(error)
      }
    }
    switch (outcome(documents), outcome(shuffled)) {
    case (.success(let one), .success(let other)):
      #expect(one.contents == other.contents, "seed \(seed)")
      #expect(one.idleRequirements == other.idleRequirements, "seed \(seed)")
    case (.failure(let one), .failure(let other)): #expect(one == other, "seed \(seed)")
    case (let one, let other): Issue.record("seed \(seed): \(one) is not \(other)")
    }
  }

  /// Some documents, in which sometimes two have one name.
  private static func documents(_ random: inout RandomLabels) -> [Document] {
    var documents: [Document] = [.fleet(Documents.fleet())]
    for number in 0..<8 {
      let file = "\(number).yaml"
      let name = "n\(Int.random(in: 0..<20, using: &random.generator))"
      switch Int.random(in: 0..<3, using: &random.generator) {
      case 0:
        documents.append(
          .image(Documents.image(.init(stringLiteral: name), labels: random.labels(), in: file)))
      case 1:
        documents.append(
          .requirement(
            Documents.requirement(.init(stringLiteral: name), on: random.selector(), in: file)))
      default:
        documents.append(
          .host(Documents.host(.init(stringLiteral: name), labels: random.labels(), in: file)))
      }
    }
    return documents
  }
}
