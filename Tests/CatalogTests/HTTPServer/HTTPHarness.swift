import Catalog
import Foundation
import TestSupport

/// The pure part of the HTTP server, built for this machine with sanitizers.
struct HTTPHarness {
  let scratch: Scratch
  private let program: String

  /// Compiles it.
  ///
  /// - Parameters:
  ///   - sources: Files of `Harness`, besides those that drive every conversation, and absolute
  ///     paths.
  ///   - headers: Folders of headers besides the server's, which are looked into first.
  init(
    _ sources: [String], in scratch: Scratch, headers: [String] = [], flags: [String] = []
  ) throws {
    self.scratch = scratch
    program = scratch.path + "/harness"
    let harness = SourceTree.path(of: "Tests/CatalogTests/Harness")
    let server = Catalog.directory + "/applications/http-server"
    let pure = ["exchange.c", "parse.c", "target.c", "text.c", "body.c", "respond.c"]
    let files =
      pure.map { "\(server)/\($0)" }
      + (["http/drive.c"] + sources).map { $0.hasPrefix("/") ? $0 : "\(harness)/\($0)" }
    let folders = headers + ["\(harness)/http", server, "\(server)/include"]
    let fallback = ["-idirafter", SourceTree.path(of: "Sources/LibraryOS/Guest/include")]
    try scratch.run(
      Self.clang,
      Self.flags + flags + folders.map { "-I\($0)" } + fallback + files + ["-o", program])
  }

  /// Runs it and returns what it says; throws when a sanitizer or a check objects.
  func run(_ arguments: [String], input: Data = Data()) throws -> String {
    try scratch.run(program, arguments, input: input)
  }

  /// One request as the harness reads it.
  ///
  /// - Parameter ending: The status that the server is told to end the conversation with.
  static func record(_ bytes: [UInt8], ending: Int = 0) -> [UInt8] {
    let count = UInt32(bytes.count)
    return (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + [UInt8(ending / 10)]
      + bytes
  }

  /// What every harness is compiled with.
  static let flags = [
    "--no-default-config", "-std=c11", "-g", "-O1", "-Wall", "-Wextra", "-Werror",
    "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fuse-ld=lld",
  ]

  /// The clang of the Swift toolchain, which has the sanitizers' libraries.
  static let clang: String = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let folders = path.split(separator: ":").map(String.init)
    let swift = folders.first { FileManager.default.isExecutableFile(atPath: $0 + "/swiftc") }
    let home = swift.map { URL(filePath: $0 + "/swiftc").resolvingSymlinksInPath() }
    return (home?.deletingLastPathComponent().path ?? "/usr/bin") + "/clang"
  }()
}
