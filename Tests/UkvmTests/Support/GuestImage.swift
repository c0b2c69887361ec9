import Foundation
import Solo5
import TestSupport
import Vocabulary

/// Compiles the guests of `Guests/` with the toolchain that runs the tests; each once.
enum GuestImage {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The guests that compute with numbers that are no integers.
  private static let floating: Set<String> = ["float"]

  /// The path of guest `name`, linked for `target` as `layout` says.
  static func path(_ name: String, _ target: Target, layout: String = "link") throws -> String {
    let image = Scratch.folder.appending(path: "\(name).\(layout).\(target.rawValue)")
    return try Scratch.once(image.path) {
      let object = image.path + ".o"
      try run(
        "clang",
        [
          "-target", "x86_64-unknown-none-elf", "-std=c11", "-O1", "-ffreestanding", "-fno-builtin",
          "-fno-pic", "-mno-red-zone", "-fno-stack-protector", "-Wall", "-Werror",
          "-D\(target.rawValue.uppercased())",
        ] + (floating.contains(name) ? [] : ["-mgeneral-regs-only"])
          + ["-c", try source("\(name).c"), "-o", object])
      try run(
        "ld.lld",
        [
          "-static", "-no-pie", "-nostdlib", "-z", "max-page-size=0x1000", "--build-id=none",
          "-z", "noexecstack", "-T", try source("\(layout).ld"), object, "-o", image.path,
        ])
    }
  }

  /// The path of guest `name` with a note by which it says `note` of itself.
  static func sealed(_ name: String, _ target: Target, saying note: String) throws -> String {
    let image = try ELFImage(bytes: Array(Data(contentsOf: URL(filePath: path(name, target)))))
    let sealed = Scratch.path("\(name).\(target.rawValue)")
    try Data(try image.adding(note: TestImage.seal(note))).write(to: URL(filePath: sealed))
    return sealed
  }

  private static func source(_ name: String) throws -> String {
    guard let folder = Bundle.module.resourceURL?.appending(path: "Guests/\(name)") else {
      throw Failure(description: "the guests' sources are not in the test bundle")
    }
    return folder.path
  }

  /// The path of a program of the host: one of `Harness/`, with the monitor's C that it drives.
  static func harness(_ name: String, with sources: [String]) throws -> String {
    let program = Scratch.folder.appending(path: name).path
    let seam = SourceTree.path(of: "Sources/CUkvm")
    return try Scratch.once(program) {
      try run(
        "clang",
        ["-Wall", "-Wextra", "-Werror", "-fsanitize=undefined", "-I", seam + "/include"]
          + sources.map { "\(seam)/\($0)" }
          + [SourceTree.path(of: "Tests/UkvmTests/Harness/\(name).c"), "-o", program])
    }
  }

  private static func run(_ tool: String, _ arguments: [String]) throws {
    let answer = try Tool.run([try find(tool).path] + arguments)
    guard answer.isSuccess else { throw Failure(description: "\(tool): \(answer.output)") }
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
