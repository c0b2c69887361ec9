import Policy
import TestSupport
import Testing
import Toolchains
import Unikernel
import Vocabulary

/// What an image says that its host must have.
@Suite struct HostNeedsTests {
  private func module(
    _ name: String = "m", device: String = "secrets",
    content: BuildRecipe.Device.Content = .certificates, naming options: [String],
    _ values: [String: OptionValue], declared: [String: Option] = [:]
  ) throws -> SealedModule {
    var recipe = BuildRecipe()
    recipe.devices = [
      BuildRecipe.Device(
        name: device, kind: .block, secrets: try options.map { try #require(OptionName($0)) },
        content: content)
    ]
    return try TestModule.sealed(name, recipe: recipe, declared: declared, options: values)
  }

  @Test func `are the names of secrets, each device's own, each once and in order`() throws {
    let first = try module(
      naming: ["one", "many", "named"],
      [
        "one": .string("b"), "many": .list([.string("c"), .string("a")]),
        "named": .map(["x.example": .string("b"), "y": .string("d-1")]), "other": .string("no"),
      ])
    let second = try module("n", device: "more", naming: ["one"], ["one": .string("e")])
    #expect(
      try HostNeeds.note([first, second]) == [
        "secrets": .object([
          "secrets": .array(["a", "b", "c", "d-1"].map(JSON.string)),
          "more": .array([.string("e")]),
        ])
      ])
  }

  @Test func `are shared keys apart from what has certificates`() throws {
    let tokens = try module(
      device: "tokens", content: .keys, naming: ["keys"], ["keys": .map(["k": .string("a")])])
    let tls = try module("n", naming: ["one"], ["one": .string("a")])
    #expect(
      try HostNeeds.note([tokens, tls]) == [
        "secrets": .object(["secrets": .array([.string("a")])]),
        "keys": .object(["tokens": .array([.string("a")])]),
      ])
  }

  @Test func `are nothing where no module has any, and TLS where one serves it`() throws {
    #expect(try HostNeeds.note([]).isEmpty)
    #expect(try HostNeeds.note([try TestModule.sealed("m")]).isEmpty)
    var recipe = BuildRecipe()
    recipe.servesTLS = true
    let module = try TestModule.sealed("m", recipe: recipe)
    #expect(try HostNeeds.note([module]) == ["tls": .boolean(true)])
  }

  @Test func `say whether an instance can hand over to another`() throws {
    var recipe = BuildRecipe()
    recipe.hasHandover = true
    let module = try TestModule.sealed("m", recipe: recipe)
    #expect(try HostNeeds.note([module]) == ["handover": .boolean(true)])
  }

  private func connecting(_ values: [String: OptionValue]) throws -> SealedModule {
    var recipe = BuildRecipe()
    recipe.connects = ["upstream"]
    return try TestModule.sealed("proxy", recipe: recipe, options: values)
  }

  @Test func `are the sockets that modules connect to`() throws {
    let one = try connecting(["upstream": .string("192.0.2.7:8080")])
    let many = try connecting([
      "upstream": .list([.string("192.0.2.8:80"), .string("192.0.2.7:8080")])
    ])
    #expect(
      try HostNeeds.note([one, many]) == [
        "connects": .array([.string("192.0.2.7:8080"), .string("192.0.2.8:80")])
      ])
  }

  @Test(arguments: [
    "", "192.0.2.7", "192.0.2.7:0", "192.0.2.7:65536", "192.0.2:80", "192.0.2.256:80",
    "192.0.2.07:80", "example.org:80", "192.0.2.7:80 ", "[::1]:80", "192.0.2.7:+80",
  ])
  func `a socket that is none is refused`(text: String) throws {
    let module = try connecting(["upstream": .string(text)])
    #expect(throws: ToolchainError.self) { try HostNeeds.note([module]) }
  }

  @Test func `a module that connects nowhere is refused`() throws {
    #expect(throws: ToolchainError.self) { try HostNeeds.note([try connecting([:])]) }
  }

  @Test(arguments: ["", "A", "a b", "../a", "a/b", "a.pem", String(repeating: "n", count: 65)])
  func `a name that could lead elsewhere is refused`(name: String) throws {
    let module = try module(naming: ["one"], ["one": .string(name)])
    #expect(throws: ToolchainError.self) { try HostNeeds.note([module]) }
  }

  @Test func `an option that names nothing is refused`() throws {
    for value in [OptionValue.integer(1), .boolean(true)] {
      let module = try module(naming: ["one"], ["one": value])
      #expect(throws: ToolchainError.self) { try HostNeeds.note([module]) }
    }
    let module = try module(naming: ["one"], [:])
    #expect(throws: ToolchainError.self) { try HostNeeds.note([module]) }
  }
}
