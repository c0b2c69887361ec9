import Policy
import PolicyFiles
import TestSupport
import Testing
import Unikernel
import Vocabulary

@Suite struct PolicyFileTests {
  private func documents(_ text: String) throws(Rejection) -> [Document] {
    try PolicyFile.documents(Array(text.utf8), file: "p.yaml")
  }

  private func diagnostics(_ text: String) throws -> [String] {
    let rejection = try #require(throws: Rejection.self) { try documents(text) }
    return rejection.diagnostics.map(\.description)
  }

  static let image = """
    apiVersion: merlon.dev/v1
    kind: UnikernelImage
    metadata: {name: web, labels: {exposure: public}}
    spec:
      modules:
        http-server: {port: 80}
        static-site: {root: site/}
      target: hvt
      memory: 1GiB
      ports: [{port: 80, hostPort: 8080}]
      placement: {selector: {matchLabels: {region: paris}}, replicas: 2}
      rollout: {maxUnavailable: 1, batch: 10, canary: [1, 5], onFailure: pause}
    """
  static let requirement = """
    apiVersion: merlon.dev/v1
    kind: SecurityRequirement
    metadata: {name: public-is-authenticated}
    spec:
      selector: {matchLabels: {exposure: public}}
      modules:
        access-control:
          anonymous: deny
          resources: {/admin: [alice]}
      probes:
        - {get: /admin, expect: 403}
        - {get: /admin, as: alice, expect: 200}
    """

  @Test func `an image is read with the places of its options`() throws {
    guard case .image(let image) = try documents(Self.image).first else {
      Issue.record("no image")
      return
    }
    #expect(image.name.text == "web")
    #expect(image.target == .hvt && image.memoryMiB == 1024)
    #expect(image.ports == [UnikernelImage.Port(port: 80, hostPort: 8080)])
    #expect(image.placement.replicas == 2)
    #expect(
      image.rollout
        == RolloutRules(maxUnavailable: 1, batch: 10, canary: [1, 5], onFailure: .pause))
    let server = try #require(image.specification.entries["http-server"])
    #expect(server.origins.map(\.location.description) == ["p.yaml:6:5"])
    #expect(server.demands.map(\.origin.location.description) == ["p.yaml:6:19"])
  }

  @Test func `a requirement is read with its probes`() throws {
    guard case .requirement(let requirement) = try documents(Self.requirement).first else {
      Issue.record("no requirement")
      return
    }
    #expect(requirement.selector.matches(["exposure": "public", "tenant": "acme"]))
    #expect(!requirement.selector.matches(["tenant": "acme"]))
    #expect(
      requirement.probes == [
        HTTPProbe(path: "/admin", principal: nil, expecting: .status(403)),
        HTTPProbe(path: "/admin", principal: "alice", expecting: .status(200)),
      ])
  }

  @Test func `several documents stand in one file`() throws {
    #expect(try documents(Self.image + "\n---\n" + Self.requirement + "\n---\n").count == 2)
  }

  @Test(arguments: [
    ("a: [1", "p.yaml:2:1: error: malformed YAML: did not find expected ',' or ']'"),
    ("a: 1\na: 2", "p.yaml:1:1: error: the key a stands twice in one mapping"),
    ("- 1", "p.yaml:1:1: error: the document must be a mapping, not a list"),
    ("? [a]\n: b", "p.yaml:1:3: error: a key must be a plain string"),
    ("a: *b", "p.yaml:1:4: error: malformed YAML: found undefined alias"),
    ("apiVersion: 1", "p.yaml:1:13: error: the document.apiVersion must be a string"),
    ("\u{1}", "p.yaml: error: malformed YAML: control characters are not allowed"),
  ])
  func `malformed documents are refused with their place`(text: String, message: String) throws {
    let all = try diagnostics(text)
    #expect(all.contains { $0.hasPrefix(message) }, "\(all)")
  }

  @Test func `all errors of a document are told at once, with hints`() throws {
    let text = """
      apiVersion: merlon.dev/v1
      kind: UnikernelImage
      metadata: {name: Web!, lables: {}}
      spec:
        modules: {http-server: 80}
        target: sptt
        memory: 32
        replicas: 1
      """
    let all = try diagnostics(text)
    #expect(
      all.map { String($0.prefix { $0 != " " }) } == [
        "p.yaml:3:18:", "p.yaml:3:24:", "p.yaml:5:26:", "p.yaml:6:11:", "p.yaml:7:11:",
        "p.yaml:8:3:",
      ])
    #expect(all[0].contains("\"Web!\" is not a name"))
    #expect(all[1].contains("did you mean labels?"))
    #expect(all[2].contains("hint: write `http-server: {}` for the defaults"))
    #expect(all[3].contains("did you mean spt?"))
    #expect(all[4].contains("put it in quotes"))
  }

  @Test func `an unknown kind gets a suggestion`() throws {
    let all = try diagnostics(
      Self.image.split(separator: "UnikernelImage").joined(separator: "UnikernelImmage"))
    #expect(
      all == [
        "p.yaml:2:7: error: there is no kind UnikernelImmage\n  hint: did you mean UnikernelImage?"
      ])
  }
}
