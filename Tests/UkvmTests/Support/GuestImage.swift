import Foundation
import Vocabulary

/// Compiles the guests of `Guests/` with the toolchain that runs the tests; each once.
enum GuestImage {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The path of guest `name`, linked for `target`.
  static func path(_ name: String, _ target: Target) throws -> String {
    let image = Scratch.folder.appending(path: "\(name).\(target.rawValue)")
    return try Scratch.once(image.path) {
      let object = image.path + ".o"
      try run(
        "clang",
        [
          "-target", "x86_64-unknown-none-elf", "-std=c11", "-O1", "-ffreestanding", "-fno-builtin",
          "-fno-pic", "-mno-red-zone", "-mgeneral-regs-only", "-fno-stack-protector", "-Wall",
          "-Werror", "-D\(target.rawValue.uppercased())", "-c",
          try source("\(name).c"), "-o", object,
        ])
      try run(
        "ld.lld",
        [
          "-static", "-no-pie", "-nostdlib", "-z", "max-page-size=0x1000", "--build-id=none",
          "-z", "noexecstack", "-T", try source("link.ld"), object, "-o", image.path,
        ])
    }
  }

  private static func source(_ name: String) throws -> String {
    guard let folder = Bundle.module.resourceURL?.appending(path: "Guests/\(name)") else {
      throw Failure(description: "the guests' sources are not in the test bundle")
    }
    return folder.path
  }

  private static func run(_ tool: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = try find(tool)
    process.arguments = arguments
    let output = Pipe()
    process.standardError = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(tool): \(String(decoding: text, as: UTF8.self))")
    }
  }

  /// The tool beside `swiftc`, or else the first of the search path.
  private static func find(_ tool: String) throws -> URL {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { URL(filePath: String($0)) }
    func isThere(_ name: String, _ folder: URL) -> Bool {
      FileManager.default.isExecutableFile(atPath: folder.appending(path: name).path)
    }
    let swift = folders.first { isThere("swiftc", $0) }
      .map { $0.appending(path: "swiftc").resolvingSymlinksInPath().deletingLastPathComponent() }
    guard let folder = ([swift].compactMap(\.self) + folders).first(where: { isThere(tool, $0) })
    else { throw Failure(description: "no \(tool) beside swiftc or in PATH") }
    return folder.appending(path: tool)
  }
}
