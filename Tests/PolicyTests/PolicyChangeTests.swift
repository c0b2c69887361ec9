import Policy
import TestSupport
import Testing
import Unikernel
import Vocabulary

/// A set that changed step by step knows what one that was made at once knows.
@Suite struct PolicyChangeTests {
  private static let modules: [ModuleName] = ["server", "auth", "log"]

  @Test(arguments: Seeds.first(200))
  func `for every history a changed set equals a new one`(seed: UInt64) throws {
    var random = RandomLabels(seed: seed)
    var documents: [DocumentKey: Document] = [:]
    let fleet = Document.fleet(Documents.fleet())
    documents[fleet.key] = fleet
    var policy = try PolicySet([fleet])
    for step in 0..<12 {
      let change = Self.change(of: &documents, &random)
      let before = policy
      policy = try before.applying(change)
      let fresh = try PolicySet(documents.values.shuffled(using: &random.generator))
      expect(policy, equals: fresh, "seed \(seed), step \(step)")
      expectMoves(from: before, to: policy, "seed \(seed), step \(step)")
      for _ in 0..<4 {
        let selector = random.selector()
        let meant = policy.contents.compactMap { document in
          if case .image(let image) = document, selector.matches(image.labels) {
            image.name
          } else {
            nil
          }
        }
        #expect(
          policy.images(matching: selector).sorted() == meant.sorted(),
          "seed \(seed), step \(step): \(selector)")
      }
    }
  }

  private func expect(_ policy: PolicySet, equals fresh: PolicySet, _ when: String) {
    #expect(policy.contents == fresh.contents, "\(when)")
    #expect(policy.imageCount == fresh.imageCount, "\(when)")
    #expect(policy.requirements == fresh.requirements, "\(when)")
    #expect(policy.idleRequirements == fresh.idleRequirements, "\(when)")
    let images = policy.imageNames.compactMap { policy.image($0) }
    let idle = policy.requirements.filter { requirement in
      !images.contains { requirement.selector.matches($0.labels) }
    }
    #expect(policy.idleRequirements == idle, "\(when)")
    for image in images {
      let applying = policy.requirements.filter { $0.selector.matches(image.labels) }
      #expect(policy.requirements(for: image) == applying, "\(when): \(image.name)")
      #expect(policy.hosts(for: image) == fresh.hosts(for: image), "\(when): \(image.name)")
      let able = policy.hosts.values.filter { image.placement.selector.matches($0.labels) }
        .map(\.name).sorted()
      #expect(
        policy.hosts(for: image)
          == Spread.choose(image.placement.replicas, of: able, for: image.name),
        "\(when): \(image.name)")
    }
    for module in Self.modules {
      let asking = images.filter { image in
        ([image.specification] + policy.requirements(for: image).map(\.specification))
          .contains { $0.entries[module] != nil }
      }
      #expect(
        policy.images(askingFor: module) == Set(asking.map(\.name)), "\(when): \(module)")
    }
  }

  /// Images that stayed as they are and would run elsewhere are found.
  private func expectMoves(from old: PolicySet, to new: PolicySet, _ when: String) {
    let moving = Set(old.images(movingTo: new))
    for name in old.imageNames {
      guard let image = old.image(name) else { continue }
      let moves = old.hosts(for: image) != new.hosts(for: image)
      #expect(moving.contains(name) == moves, "\(when): \(name)")
    }
  }

  @Test(arguments: Seeds.first(100))
  func `a refused change says what a new set would say, and changes nothing`(seed: UInt64) throws {
    var random = RandomLabels(seed: seed)
    var documents: [DocumentKey: Document] = [:]
    let fleet = Document.fleet(Documents.fleet())
    documents[fleet.key] = fleet
    for _ in 0..<4 { _ = Self.change(of: &documents, &random) }
    let policy = try PolicySet(documents.values)
    let before = policy.contents
    // Names that are there already, at other places, and a second fleet now and then.
    var added = documents.values.filter { _ in Bool.random(using: &random.generator) }
      .compactMap { document -> Document? in
        switch document {
        case .image(let image): .image(Documents.image(image.name, in: "a-twin.yaml"))
        case .host(let host): .host(Documents.host(host.name, in: "z-twin.yaml"))
        case .requirement, .fleet: nil
        }
      }
    if added.isEmpty || Bool.random(using: &random.generator) {
      added.append(.fleet(Documents.fleet("other", in: "other.yaml")))
    }
    let change = try #require(throws: Rejection.self) {
      try policy.applying(PolicyChange(added: added))
    }
    let fresh = try #require(throws: Rejection.self) { try PolicySet(documents.values + added) }
    #expect(change.diagnostics == fresh.diagnostics, "seed \(seed)")
    #expect(policy.contents == before, "seed \(seed)")
  }

  @Test func `the last Fleet cannot be removed, and can be replaced`() throws {
    let policy = try PolicySet([.fleet(Documents.fleet()), .host(Documents.host("h"))])
    let rejection = try #require(throws: Rejection.self) {
      try policy.applying(PolicyChange(removed: [.fleet("acme")]))
    }
    #expect(rejection.diagnostics.map(\.message) == ["the repository has no Fleet document"])
    let other = try policy.applying(
      PolicyChange(removed: [.fleet("acme")], added: [.fleet(Documents.fleet("other"))]))
    #expect(other.fleet.name == "other" && policy.fleet.name == "acme")
  }

  /// Removes, adds or changes one to three documents.
  private static func change(
    of documents: inout [DocumentKey: Document], _ random: inout RandomLabels
  ) -> PolicyChange {
    var change = PolicyChange()
    var touched: Set<DocumentKey> = []
    for _ in 0..<Int.random(in: 1...3, using: &random.generator) {
      let document = document(&random)
      guard touched.insert(document.key).inserted else { continue }
      let isNew = documents[document.key] == nil
      if !isNew { change.removed.append(document.key) }
      if isNew || Int.random(in: 0..<3, using: &random.generator) > 0 {
        change.added.append(document)
        documents[document.key] = document
      } else {
        documents[document.key] = nil
      }
    }
    return change
  }

  private static func document(_ random: inout RandomLabels) -> Document {
    let number = Int.random(in: 0..<6, using: &random.generator)
    let modules = modules.filter { _ in Int.random(in: 0..<3, using: &random.generator) == 0 }
    switch Int.random(in: 0..<3, using: &random.generator) {
    case 0:
      return .host(Documents.host(.init(stringLiteral: "h\(number)"), labels: random.labels()))
    case 1:
      return .requirement(
        Documents.requirement(
          .init(stringLiteral: "r\(number)"), on: random.selector(), modules: modules))
    default:
      return .image(
        Documents.image(
          .init(stringLiteral: "i\(number)"), labels: random.labels(),
          replicas: Int.random(in: 0...3, using: &random.generator), on: random.selector(),
          modules: modules))
    }
  }
}
