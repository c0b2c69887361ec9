import Foundation
import Solo5
import TestSupport
import Testing
import Toolchains
import Vocabulary

@Suite(
  .enabled(
    if: Workshop.hasPackages,
    "the Debian sources of lwip and bearssl are not here: run .ci/packages"),
  .timeLimit(.minutes(10)))
struct ShippedImageTests {
  @Test(arguments: Target.allCases)
  func `the paper's access control builds into the same small image anywhere`(
    target: Target
  ) async throws {
    let modules = try ShippedModules.protectedSite()
    let first = try await Workshop()
    let image = try await first.build(modules, target: target)
    #expect(try await Workshop().build(modules, target: target) == image)
    #expect(image.textBytes <= 200 << 10)
    #expect(image.compiledModules == modules.map(\.name))
    for trace in [first.scratch.path, "/usr/", "/opt/", "/home/"] {
      #expect(!image.bytes.holds(trace))
    }
    #expect(image.bytes.holds("/admin") && image.bytes.holds("Basic realm=\"acme\""))
  }

  @Test func `an option changed compiles its module and nothing else`() async throws {
    let workshop = try await Workshop()
    _ = try await workshop.build([try ShippedModules.lwip(), try ShippedModules.httpServer()])
    let port = try await workshop.build([
      try ShippedModules.lwip(), try ShippedModules.httpServer(options: ["port": .integer(8080)]),
    ])
    // server.c and eviction.c, which alone use the options, and the note.
    #expect(port.compiledModules.map(\.text) == ["http-server"] && port.compiledUnits == 3)
    let address = try await workshop.build([
      try ShippedModules.lwip(options: ["address": .string("10.0.2.16/24")]),
      try ShippedModules.httpServer(),
    ])
    // network.c and the note: lwIP itself uses no options.
    #expect(address.compiledModules.map(\.text) == ["lwip"] && address.compiledUnits == 2)
  }

  @Test func `targets share the objects of modules`() async throws {
    let workshop = try await Workshop()
    let modules = [try ShippedModules.lwip(), try ShippedModules.httpServer()]
    _ = try await workshop.build(modules, target: .spt)
    #expect(try await workshop.build(modules, target: .hvt).compiledModules.isEmpty)
  }

  @Test func `what is not asked for is not in the image`() async throws {
    let workshop = try await Workshop()
    let all = try ShippedModules.protectedSite()
    let plain = all.filter { ["lwip", "http-server", "static-site"].contains($0.name.text) }
    let open = try await workshop.build(plain)
    let shut = try await workshop.build(all)
    for trace in ["pbkdf2", "WWW-Authenticate", "alice"] {
      #expect(!open.bytes.holds(trace) && shut.bytes.holds(trace))
    }
    #expect(open.textBytes < shut.textBytes)
    // A mechanism that comes or goes touches the server that it protects, and no other.
    let without = try await workshop.build(
      all.filter { !["basic-auth", "bearssl"].contains($0.name.text) })
    #expect(without.compiledModules.map(\.text) == ["http-server"])
  }

  @Test(arguments: Target.allCases)
  func `what an image may ask for is read off its code, and its monitor admits it`(
    target: Target
  ) async throws {
    let workshop = try await Workshop()
    let site = try ImageMeasure(
      of: await workshop.build(try ShippedModules.protectedSite(), target: target).bytes)
    let bare = try ImageMeasure(of: await workshop.build([], target: target).bytes)
    #expect(site.devices.map(\.description) == ["service (NET_BASIC)"] && bare.devices.isEmpty)
    for measure in [site, bare] {
      let kinds = Set(measure.devices.map(\.kind))
      let admitted = Set(AdmittedCalls.names(of: target, devices: kinds))
      #expect(admitted.isSuperset(of: measure.calls), "\(measure.calls)")
    }
    let (received, ends) =
      switch target {
      case .spt: ("read", "exit_group")
      case .hvt: ("net_read", "halt")
      }
    #expect(site.calls.contains(received) && !bare.calls.contains(received))
    #expect(site.calls.contains(ends) && bare.calls.contains(ends))
    #expect(site.textBytes > bare.textBytes && bare.textBytes > 0)
  }
}
