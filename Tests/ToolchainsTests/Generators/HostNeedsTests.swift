import Policy
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
