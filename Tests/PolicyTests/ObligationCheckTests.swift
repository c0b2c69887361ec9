import Policy
import TestSupport
import Testing
import Unikernel
import Vocabulary

@Suite struct ObligationCheckTests {
  private let place = SourceLocation(file: "strict.yaml", line: 9, column: 7)

  /// An image that asks for http, which requires tls, and sets two of its options.
  private func generation() throws -> Generation {
    let here = SourceLocation(file: "m.yaml")
    let modules = [
      Module(
        name: "http", requires: ["tls"],
        options: [
          "paths": Option(type: .stringMap), "methods": Option(type: .strings),
          "debug": Option(type: .boolean, defaultValue: .boolean(true)),
        ], location: here),
      Module(name: "tls", location: here),
    ]
    var specs = Specification()
    specs.insert("http", origins: [origin(4)])
    specs.insert(
      Demand(Setting("paths", .map(["/admin": .string("x")])), by: origin(5)), into: "http")
    specs.insert(
      Demand(Setting("methods", .list([.string("TRACE"), .string("GET")])), by: origin(6)),
      into: "http")
    return try Algorithm1.generate(specs, [], from: ModuleSet(modules))
  }

  private func origin(_ line: Int) -> Origin {
    Origin(.image("web"), at: SourceLocation(file: "web.yaml", line: line, column: 3))
  }

  private func problems(
    ports: [Int] = [], _ change: (inout Obligations) -> Void
  ) throws -> [Diagnostic] {
    var obligations = Obligations()
    change(&obligations)
    let document = UnikernelImage(
      name: "web", labels: [:], specification: Specification(), target: .spt, memoryMiB: 32,
      ports: ports.map { .init(port: $0, hostPort: $0 + 8000) }, placement: .init(),
      location: SourceLocation(file: "web.yaml", line: 1, column: 1))
    return ObligationCheck.problems(
      with: try generation(), of: document, [("strict", obligations)])
  }

  private func forbid(_ option: OptionName, _ values: [OptionValue]) throws -> [Diagnostic] {
    try problems {
      $0.forbiddenOptions = [
        .init(module: "http", option: option, values: values, location: place)
      ]
    }
  }

  @Test func `no obligations are met by any image`() throws {
    #expect(try problems(ports: [80]) { _ in } == [])
  }

  @Test func `a forbidden module is shown with who asked for it`() throws {
    let found = try problems {
      $0.forbiddenModules = ["http": place, "telnet": place]
    }
    #expect(
      found.map(\.description) == [
        "strict.yaml:9:7: error: requirement strict forbids module http, which image web has "
          + "because of image web (web.yaml:4:3)\n  hint: take the module out there, or narrow the "
          + "selector of requirement strict"
      ])
  }

  @Test func `a forbidden module that was pulled in is shown with what requires it`() throws {
    let found = try problems { $0.forbiddenModules = ["tls": place] }
    #expect(
      found.map(\.message) == [
        "requirement strict forbids module tls, which image web has because of module http, which "
          + "is there because of image web (web.yaml:4:3)"
      ])
  }

  @Test func `a forbidden value is a whole value, an element or a key`() throws {
    #expect(
      try forbid("methods", [.list([.string("TRACE"), .string("GET")])]).map(\.message) == [
        "requirement strict forbids [\"TRACE\",\"GET\"] for option methods of module http, and image "
          + "web has [\"TRACE\",\"GET\"], because of image web (web.yaml:6:3)"
      ])
    #expect(try forbid("methods", [.string("TRACE"), .string("PUT")]).count == 1)
    #expect(try forbid("paths", [.string("/admin")]).count == 1)
    #expect(try forbid("paths", [.string("x")]) == [])
    #expect(try forbid("methods", [.list([.string("GET")])]) == [])
    #expect(try forbid("nothing", [.boolean(true)]) == [])
  }

  @Test func `a forbidden default asks for another value`() throws {
    let found = try forbid("debug", [.boolean(true)])
    #expect(found.map(\.hint) == ["ask for another value of the option"])
    #expect(found[0].message.contains("which is its default"))
    #expect(found[0].message.contains("web.yaml:4:3"))
  }

  @Test func `bounds hold up to and with their value`() throws {
    #expect(try problems { $0.modules = .init(2, at: place) } == [])
    let many = try problems { $0.modules = .init(1, at: place) }
    #expect(
      many.map(\.message) == ["image web has 2 modules, and requirement strict allows 1"])
    #expect(many[0].location == place)
  }

  @Test func `only the ports that are listed may be open`() throws {
    #expect(try problems(ports: [443]) { $0.openPorts = .init([443, 80], at: place) } == [])
    #expect(
      try problems(ports: [8080, 443]) { $0.openPorts = .init([443, 80], at: place) }
        .map(\.message) == [
          "image web (web.yaml:1:1) opens port 8080, and requirement strict allows 80 and 443"
        ])
    #expect(
      try problems(ports: [443]) { $0.openPorts = .init([], at: place) }.map(\.message) == [
        "image web (web.yaml:1:1) opens port 443, and requirement strict allows none"
      ])
  }

  @Test func `code is measured in bytes and bounded in KiB`() {
    var obligations = Obligations()
    obligations.textKiB = .init(2, at: place)
    func problems(_ bytes: Int) -> [Diagnostic] {
      ObligationCheck.problems(withTextBytes: bytes, of: "web", [("strict", obligations)])
    }
    #expect(problems(2048) == [])
    #expect(
      problems(2049).map(\.message) == [
        "image web has 2049 bytes of code, and requirement strict allows 2 KiB"
      ])
  }
}
