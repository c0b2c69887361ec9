import Policy
import PolicyFiles
import TestSupport
import Testing
import Unikernel
import Vocabulary

/// What is written in a document arrives in its value, with places.
@Suite struct DocumentTests {
  private func document(_ text: String) throws -> Document {
    try #require(try PolicyFile.documents(Array(text.utf8), file: "p.yaml").first)
  }

  private func image(_ spec: String) throws -> UnikernelImage {
    let text =
      "apiVersion: merlon.dev/v1\nkind: UnikernelImage\nmetadata: {name: a}\nspec:\n  modules: {}\n"
    guard case .image(let image) = try document(text + spec) else { throw Unexpected() }
    return image
  }

  private func requirement(_ spec: String) throws -> SecurityRequirement {
    let text = "apiVersion: merlon.dev/v1\nkind: SecurityRequirement\nmetadata: {name: r}\nspec:\n"
    guard case .requirement(let requirement) = try document(text + spec) else {
      throw Unexpected()
    }
    return requirement
  }

  private struct Unexpected: Error {}

  private func place(_ line: Int, _ column: Int) -> Vocabulary.SourceLocation {
    SourceLocation(file: "p.yaml", line: line, column: column)
  }

  @Test func `an image without more has the defaults`() throws {
    let image = try image("")
    #expect(image.target == .spt && image.memoryMiB == 32)
    #expect(image.ports.isEmpty && image.labels.isEmpty)
    #expect(image.placement == UnikernelImage.Placement())
    #expect(image.validity == Validity() && image.validForSeconds == nil)
    #expect(image.location == place(1, 1))
  }

  @Test func `validity is read`() throws {
    let image = try image(
      """
        notBefore: 2026-01-01T00:00:00Z
        notAfter: "2026-12-31T23:59:59.999Z"
        schedule: {cron: 0 22 * * mon-fri, duration: 90m, timeZone: Europe/Paris}
        validFor: 7d
      """)
    #expect(image.validity.notBefore == Instant("2026-01-01T00:00:00Z"))
    #expect(image.validity.notAfter == Instant("2026-12-31T23:59:59.999Z"))
    #expect(image.validity.schedule?.cron == (try CronExpression("0 22 * * mon-fri")))
    #expect(image.validity.schedule?.durationMinutes == 90)
    #expect(image.validity.schedule?.zone.name == "Europe/Paris")
    #expect(image.validForSeconds == 7 * 86_400)
  }

  @Test(arguments: [("60s", 60), ("1m", 60), ("24h", 86_400), ("400d", 400 * 86_400)])
  func `durations are read`(text: String, seconds: Int) throws {
    #expect(try image("  validFor: \(text)\n").validForSeconds == seconds)
  }

  @Test(arguments: [("1MiB", 1), ("4096MiB", 4096), ("4GiB", 4096), ("1GiB", 1024)])
  func `memory is read`(text: String, mebibytes: Int) throws {
    #expect(try image("  memory: \(text)\n").memoryMiB == mebibytes)
  }

  @Test func `selectors are read`() throws {
    let placement = try image(
      """
        placement:
          selector:
            matchLabels: {a: b}
            matchExpressions:
              - {key: c, operator: In, values: [d, e]}
              - {key: f, operator: DoesNotExist}
          replicas: 3
      """
    ).placement
    #expect(
      placement
        == UnikernelImage.Placement(
          selector: Selector(
            matchLabels: ["a": "b"],
            matchExpressions: [
              Selector.Expression("c", .isIn, ["d", "e"]), Selector.Expression("f", .doesNotExist),
            ]), replicas: 3))
  }

  @Test func `options keep their types`() throws {
    let text = """
      apiVersion: merlon.dev/v1
      kind: UnikernelImage
      metadata: {name: a}
      spec:
        modules: {m: {b: true, i: -3, s: "3", t: text, l: [1, x], n: {k: [v], "2": w}}}
        versions: {m: ^1.2}
      """
    guard case .image(let image) = try document(text) else { throw Unexpected() }
    let entry = try #require(image.specification.entries["m"])
    var settings: [OptionName: OptionValue] = [:]
    for demand in entry.demands { settings[demand.setting.option] = demand.setting.value }
    #expect(
      settings == [
        "b": .boolean(true), "i": .integer(-3), "s": .string("3"), "t": .string("text"),
        "l": .list([.integer(1), .string("x")]),
        "n": .map(["k": .list([.string("v")]), "2": .string("w")]),
      ])
    let range = try #require(VersionRange("^1.2"))
    #expect(
      entry.versions == [VersionDemand(range, by: Origin(.image("a"), at: place(6, 14)))])
  }

  @Test func `obligations are read with their places`() throws {
    let requirement = try requirement(
      """
        selector: {}
        forbid:
          modules: [shell, log]
          options:
            tls: {version: ["1.0", "1.1"], compress: [true]}
        limits: {textKiB: 256, modules: 12, openPorts: [443, 80]}
        notAfter: 2026-01-01T00:00:00Z
      """)
    let obligations = requirement.obligations
    #expect(obligations.forbiddenModules == ["shell": place(7, 15), "log": place(7, 22)])
    #expect(
      obligations.forbiddenOptions == [
        Obligations.ForbiddenOption(
          module: "tls", option: "version", values: [.string("1.0"), .string("1.1")],
          location: place(9, 13)),
        Obligations.ForbiddenOption(
          module: "tls", option: "compress", values: [.boolean(true)], location: place(9, 38)),
      ])
    #expect(obligations.textKiB == Obligations.Bound(256, at: place(10, 12)))
    #expect(obligations.modules == Obligations.Bound(12, at: place(10, 26)))
    #expect(obligations.openPorts == Obligations.Bound([443, 80], at: place(10, 39)))
    #expect(requirement.validity.notAfter == Instant("2026-01-01T00:00:00Z"))
    #expect(requirement.specification == Specification())
  }

  @Test func `catalogs are read`() throws {
    let text = """
      apiVersion: merlon.dev/v1
      kind: Fleet
      metadata: {name: acme}
      spec:
        catalogs:
          - {name: shipped}
          - {name: own, folder: catalogs/own/}
          - name: other
            git:
              url: ssh://git@example.com/a.git
              commit: 0123456789abcdef0123456789abcdef01234567
              ref: v1.2.0
              folder: modules
          - {name: root, git: {url: /a, commit: 0123456789abcdef0123456789abcdef01234567}}
      """
    guard case .fleet(let fleet) = try document(text) else { throw Unexpected() }
    let commit = try #require(CommitID(hex: "0123456789abcdef0123456789abcdef01234567"))
    let other = CatalogReference.GitSource(
      url: "ssh://git@example.com/a.git", commit: commit, ref: "v1.2.0", folder: "modules")
    let root = CatalogReference.GitSource(url: "/a", commit: commit, ref: nil, folder: "")
    #expect(
      fleet.catalogs == [
        CatalogReference(name: "shipped", source: .shipped, location: place(6, 7)),
        CatalogReference(name: "own", source: .folder("catalogs/own"), location: place(7, 7)),
        CatalogReference(name: "other", source: .git(other), location: place(8, 7)),
        CatalogReference(name: "root", source: .git(root), location: place(14, 7)),
      ])
  }

  @Test func `modules have versions and alternatives`() throws {
    let text = """
      apiVersion: merlon.dev/v1
      kind: Module
      metadata: {name: m, version: "2.1"}
      spec:
        role: library
        doc: M.
        requires:
          - lwip
          - {module: entropy, versions: ^1}
          - {anyOf: [tls, {module: upstream-tls, versions: ">=2"}]}
        conflicts: [other]
      """
    let module = try PolicyFile.module(Array(text.utf8), file: "m.yaml").module
    let (one, two) = (try #require(VersionRange("^1")), try #require(VersionRange(">=2")))
    #expect(module.version == Version(2, 1))
    #expect(
      module.dependencies == [
        Dependency("lwip"), Dependency("entropy", one),
        Dependency(anyOf: [
          Dependency.Alternative("tls"), Dependency.Alternative("upstream-tls", two),
        ]),
      ])
    #expect(module.conflicts == ["other"])
  }
}
