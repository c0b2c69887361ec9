import Foundation
import TestSupport
import Testing
import Toolchains

/// What a module's source can reach of the machine that compiles it.
@Suite(.timeLimit(.minutes(10))) struct ConfinementTests {
  /// Whether the system lets a compiler be confined; prints why if not.
  static func isConfined(_ workshop: Workshop) -> Bool {
    guard let reason = workshop.toolchain.unconfined else { return true }
    print("confinement tests: skipped: \(reason)")
    return false
  }

  @Test func `a file of this machine is not sealed into an image`() async throws {
    let workshop = try await Workshop()
    guard Self.isConfined(workshop) else { return }
    let secret = try #require(FileManager.default.contents(atPath: "/etc/passwd"))
    #expect(!secret.isEmpty)
    for source in [
      #".section .rodata.stolen,"aR",@progbits; .incbin "/etc/passwd""#,
      #".incbin ""# + workshop.scratch.path + #"/secret""#,
    ] {
      try Data("s3cret".utf8).write(to: URL(filePath: workshop.scratch.path + "/secret"))
      let module = try ProbeModule.sealed(source: source + "\n", name: "thief.S")
      do {
        _ = try await workshop.build([module])
        Issue.record("the source compiled: \(source)")
      } catch let error {
        #expect("\(error)".contains("Could not find incbin file"), "\(error)")
      }
    }
  }

  @Test func `without Bubblewrap compilers run, and the reason is told`() async throws {
    var environment = ProcessInfo.processInfo.environment
    let usual = try await Workshop()
    let image = try await usual.build([try ProbeModule.sealed()])
    // A folder with the compilers alone.
    let scratch = usual.scratch.path + "/bin"
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    let path = (environment["PATH"] ?? "").split(separator: ":")
    for tool in ["swiftc", "clang", "ld.lld"] {
      let place = try #require(
        path.map { "\($0)/\(tool)" }.first { FileManager.default.isExecutableFile(atPath: $0) })
      try FileManager.default.createSymbolicLink(
        atPath: "\(scratch)/\(tool)", withDestinationPath: place)
    }
    environment["PATH"] = scratch
    let bare = try await Workshop(environment: environment)
    #expect(bare.toolchain.unconfined?.contains("bubblewrap") == true)
    #expect(try await bare.build([try ProbeModule.sealed()]).bytes == image.bytes)
  }
}
