import Foundation
import Policy
import TestSupport
import Testing
import Toolchains
import Vocabulary

@Suite(.timeLimit(.minutes(10))) struct ToolchainErrorTests {
  /// Builds and returns what went wrong.
  private func failure(_ module: SealedModule) async throws -> ToolchainError? {
    let workshop = try await Workshop()
    let error = await #expect(throws: ToolchainError.self) { try await workshop.build([module]) }
    #expect(try workshop.leftovers.isEmpty)
    return error
  }

  @Test(arguments: ["probe.c", "probe.swift", "probe.S"])
  func `a source that does not compile is named with the compiler's words`(
    name: String
  ) async throws {
    let error = try await failure(try ProbeModule.sealed(source: "so wrong(\n", name: name))
    guard case .compilation(let module, let source, let output) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(module?.text == "probe" && source.hasPrefix("modules/probe"))
    #expect(output.contains("modules/probe/\(name):1:") && output.contains("error: "))
    #expect(error?.description.hasPrefix("module probe: ") == true)
  }

  @Test func `a warning is an error`() async throws {
    let source = ProbeModule.source + "static int unused(void) { return 1; }\n"
    let error = try await failure(try ProbeModule.sealed(source: source))
    #expect(error?.description.contains("-Wunused-function") == true)
  }

  @Test func `a compiler that does not stop talking is ended`() async throws {
    // Clang stops at twenty errors, each with as many words as its source has.
    let talk = "#warning \(String(repeating: "x", count: 100_000))\n"
    let source = ProbeModule.source + String(repeating: talk, count: 19)
    let error = try await failure(try ProbeModule.sealed(source: source))
    #expect(error?.description.contains("it wrote more than 1048576 bytes") == true)
  }

  @Test func `a missing function is the linker's error`() async throws {
    let error = try await failure(try ProbeModule.sealed(source: "typedef int nothing;\n"))
    guard case .link(let output) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(output.contains("probe_start"))
  }

  @Test func `files outside the module's folder are refused`() async throws {
    for path in ["../x.c", "/x.c", "a//b.c", "./x.c", ""] {
      let error = try await failure(try ProbeModule.sealed(name: path))
      guard case .pathOutside = error else {
        Issue.record("\(path): \(String(describing: error))")
        continue
      }
    }
  }

  @Test func `a source that is not there is named`() async throws {
    var recipe = BuildRecipe()
    recipe.sources = ["gone.c"]
    let error = try await failure(try TestModule.sealed("probe", recipe: recipe))
    #expect(error?.description == "module probe: there is no file gone.c")
  }

  @Test func `a Debian package that is not there is named with what to run`() async throws {
    let scratch = try Scratch()
    var environment = ProcessInfo.processInfo.environment
    environment["MERLON_SOURCES"] = scratch.path
    let workshop = try await Workshop(environment: environment)
    var recipe = BuildRecipe()
    recipe.external = [
      BuildRecipe.ExternalSources(package: "lwip", include: ["src"], sources: ["src/a.c"])
    ]
    let module = try TestModule.sealed("lwip", recipe: recipe)
    let error = await #expect(throws: ToolchainError.self) { try await workshop.build([module]) }
    #expect(error == .packageMissing("lwip", folder: scratch.path + "/lwip"))
    #expect(error?.description.contains(".ci/packages") == true)
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/lwip/src", withIntermediateDirectories: true)
    let second = await #expect(throws: ToolchainError.self) { try await workshop.build([module]) }
    #expect(second == .fileMissing(module.name, "src/a.c in the Debian package lwip"))
  }

  @Test func `without a Swift toolchain the message says what to install`() async throws {
    let scratch = try Scratch()
    let error = await #expect(throws: ToolchainError.self) {
      try await EmbeddedToolchain.find(cache: scratch.path, environment: ["PATH": scratch.path])
    }
    #expect(error == .toolMissing("swiftc"))
  }

  @Test func `a cancelled build ends as cancelled`() async throws {
    let workshop = try await Workshop()
    let toolchain = workshop.toolchain
    let request = try Workshop.request([try ProbeModule.sealed()])
    // Also while Bubblewrap is about to start a compiler.
    for milliseconds in 0..<30 {
      let task = Task { try await toolchain.build(request, jobs: 1) }
      try await Task.sleep(for: .milliseconds(milliseconds))
      task.cancel()
      await #expect(throws: ToolchainError.cancelled) { try await task.value }
      #expect(try workshop.leftovers.isEmpty)
    }
    try await Patience.wait(until: "its compilers to end") {
      ProcessTable.running(with: workshop.scratch.path).isEmpty
    }
  }
}
