import Policy
import Testing
import Toolchains

@Suite struct DeviceTableTests {
  private func module(_ name: String, _ devices: [(String, BuildRecipe.Device.Kind)]) throws
    -> SealedModule
  {
    var recipe = BuildRecipe()
    recipe.devices = devices.map { BuildRecipe.Device(name: $0.0, kind: $0.1) }
    return try TestModule.sealed(name, recipe: recipe)
  }

  @Test func `a device that two modules declare is there once`() throws {
    let modules = [
      try module("a", [("service", .net)]),
      try module("b", [("disk", .block), ("service", .net)]),
    ]
    #expect(try DeviceTable.devices(of: modules).map(\.name) == ["service", "disk"])
  }

  @Test(arguments: ["", "a-b", "é", String(repeating: "x", count: 68)])
  func `a name that tenders refuse is an error`(name: String) throws {
    let module = try module("a", [(name, .net)])
    #expect(throws: ToolchainError.self) { try DeviceTable.devices(of: [module]) }
  }

  @Test func `one name of two kinds and too many devices are errors`() throws {
    let two = try module("a", [("x", .net), ("x", .block)])
    #expect(throws: ToolchainError.self) { try DeviceTable.devices(of: [two]) }
    let full = try module("a", (0..<63).map { ("d\($0)", .net) })
    #expect(try DeviceTable.devices(of: [full]).count == 63)
    let over = try module("b", [("more", .net)])
    #expect(throws: ToolchainError.self) { try DeviceTable.devices(of: [full, over]) }
  }
}
