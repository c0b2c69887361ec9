import Inventory
import Solo5
import TestSupport
import Testing
import Toolchains
import Vocabulary

/// What the toolchain says of an image, held against the image.
@Suite(.timeLimit(.minutes(10))) struct ImageContentsTests {
  @Test(.enabled(if: Workshop.hasPackages)) func `contents are those of the image`() async throws {
    let workshop = try await Workshop()
    let result = try await workshop.build(try ShippedModules.protectedSite())
    let contents = result.contents
    #expect(contents.digest == result.digest)
    #expect(contents.key == result.key)
    #expect(contents.modules.map(\.name).contains("basic-auth"))
    #expect(contents.segments.map(\.protection) == ["r-x", "r--", "rw-"])
    let sizes = [contents.base] + contents.modules.map(\.sizes)
    let code = sizes.reduce(0) { $0 + $1.code }
    #expect(code <= result.textBytes && code > result.textBytes * 9 / 10)
    #expect(sizes.allSatisfy { $0.code > 0 })
    let lwip = try #require(contents.modules.first?.packages.first)
    #expect(lwip.name == "lwip" && lwip.version?.hasPrefix("2.") == true)
    #expect(
      contents.hooks.first { $0.name == "http.handle" }?.calls
        == ["static-site.static_site_http_handle"])
    #expect(contents.symbols.contains { $0.name == "tcp_input" && $0.module == "lwip" })
    #expect(contents.symbols.contains { $0.name == "merlon_puts" && $0.module == nil })
    #expect(contents.calls.contains("epoll_pwait"))
  }

  @Test func `the layout follows from the key, and any is built again from its seed`() async throws
  {
    let workshop = try await Workshop()
    func build(_ seed: UInt32?, note: String = "1") async throws -> BuildResult {
      try await workshop.toolchain.build(
        BuildRequest(
          image: "web", target: .spt, modules: [try ProbeModule.sealed()],
          note: ["notAfter": .string(note)], layoutSeed: seed), jobs: 2)
    }
    func order(_ result: BuildResult) -> [String] { result.contents.symbols.map(\.name) }
    let first = try await build(nil)
    let renewed = try await build(nil, note: "2")
    #expect(first.contents.layoutSeed != renewed.contents.layoutSeed)
    #expect(order(first) != order(renewed))
    #expect(Set(order(first)) == Set(order(renewed)))
    #expect(try await build(first.contents.layoutSeed).bytes == first.bytes)
    let asked = try await build(4711)
    #expect(asked.contents.layoutSeed == 4711)
    #expect(asked.key != first.key)
    #expect(try await build(4711).bytes == asked.bytes)
  }
}
