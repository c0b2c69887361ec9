import Inventory
import Policy
import Solo5
import TestSupport
import Testing
import Toolchains
import Unikernel
import Vocabulary

/// Images that another toolchain linked.
@Suite(.timeLimit(.minutes(10))) struct PrebuiltToolchainTests {
  private static let net = BuildRecipe.Device(name: "service", kind: .net)

  private func module(
    _ image: [UInt8] = TestImage().file, devices: [BuildRecipe.Device] = [net],
    prebuilt: [Target: String] = [.spt: "web.spt"], sources: [String] = []
  ) throws -> SealedModule {
    var recipe = BuildRecipe()
    recipe.sources = sources
    recipe.devices = devices
    recipe.prebuilt = prebuilt
    return try TestModule.sealed("mirage-site", recipe: recipe, files: ["web.spt": image])
  }

  private func build(
    _ modules: [SealedModule], target: Target = .spt
  ) async throws -> BuildResult {
    let toolchains = try await Workshop().toolchains
    let request = try Workshop.request(modules, target: target)
    let result = try await toolchains.prepare(request).build(jobs: 1)
    #expect(try toolchains.prepare(request).key == result.key)
    return result
  }

  @Test func `an image is sealed, and otherwise what it was`() async throws {
    let result = try await build([try module()])
    let sealed = try ELFImage(bytes: result.bytes)
    #expect(sealed.hasNote(of: ELFImage.sealOwner))
    #expect(result.bytes.holds(#""imageKey":"\#(result.key)""#))
    #expect(result.contents.modules.map(\.name) == ["mirage-site"])
    #expect(result.contents.devices == ["service (NET_BASIC)"])
    #expect(try await build([try module()]).bytes == result.bytes)
    var other = TestImage()
    other.code = [0x90]
    #expect(try await build([try module(other.file)]).key != result.key)
  }

  @Test func `its note names the secrets of a device, and they are part of its key`() async throws {
    var image = TestImage()
    image.manifest = TestImage.note(
      0x3154_464d,
      TestImage.zeros(4) + [1, 0, 0, 0, 3, 0, 0, 0] + TestImage.reserved
        + TestImage.device("service", 2) + TestImage.device("identity", 1))
    var recipe = BuildRecipe()
    recipe.devices = [
      Self.net, BuildRecipe.Device(name: "identity", kind: .block, secrets: ["certificate"]),
    ]
    recipe.prebuilt = [.spt: "web.spt"]
    var keys: Set<Digest> = []
    for name in ["web-cert", "other-cert"] {
      let module = try TestModule.sealed(
        "mirage-site", recipe: recipe, declared: ["certificate": Option(type: .string)],
        files: ["web.spt": image.file], options: ["certificate": .string(name)])
      let result = try await build([module])
      #expect(result.bytes.holds(#""secrets":{"identity":["\#(name)"]}"#))
      keys.insert(result.key)
    }
    #expect(keys.count == 2)
  }

  @Test func `what is not as module and policy say is refused`() async throws {
    let sealed = try await build([try module()]).bytes
    let disk = BuildRecipe.Device(name: "disk", kind: .block)
    let refused: [(modules: [SealedModule], target: Target, words: String)] = [
      ([try module(Array("no image".utf8))], .spt, "ends within its ELF header"),
      ([try module()], .hvt, "it has no image for hvt"),
      ([try module(prebuilt: [.hvt: "web.spt"])], .hvt, "for Solo5 target 2, ABI 2, not for hvt"),
      ([try module(prebuilt: [.spt: "other.spt"])], .spt, "there is no file other.spt"),
      ([try module(sealed)], .spt, "is sealed already"),
      (
        [try module(devices: [])], .spt,
        "devices service (NET_BASIC), its module.yaml declares none"
      ),
      ([try module(devices: [Self.net, disk])], .spt, "disk (BLOCK_BASIC)"),
      ([try module(), try ProbeModule.sealed()], .spt, "probe is to be in it"),
      ([try module(sources: ["a.c"])], .spt, "and sources or hooks besides"),
    ]
    for (modules, target, words) in refused {
      do {
        _ = try await build(modules, target: target)
        Issue.record("not refused: \(words)")
      } catch let error {
        #expect("\(error)".contains(words), "\(error)")
      }
    }
  }
}
