import Foundation
import Policy
import TestSupport
import Testing
import Toolchains
import Vocabulary

/// Mechanisms as a program of this machine: their own sources, options and hooks as Merlon
/// generates them, the server's own parser, under AddressSanitizer and UBSan.
///
/// The program reads events and requests and writes what became of them; `Harness/mechanism_main.c`
/// says how.
struct MechanismProgram {
  private let scratch: Scratch
  private let sanitizers: String
  private static let guest = SourceTree.path(of: "Sources/LibraryOS/Guest/include")
  private static let harness = SourceTree.path(of: "Tests/CatalogTests/Harness")
  private static let bearssl =
    (ProcessInfo.processInfo.environment["MERLON_SOURCES"] ?? "/usr/local/share/merlon/sources")
    + "/bearssl"
  /// The sources of libraries that run on this machine, too.
  private static let portable: [ModuleName: Set<String>] = [
    "lwip": ["packet.c"], "tls": ["handshake.c"],
    "http-server": [
      "fields.c", "parse.c", "respond.c", "session.c", "target.c",
      "text.c", "buckets.c",
    ],
  ]

  /// Compiles the modules of `document` (see `ShippedModule.seal`) with a source of `Harness` that
  /// has a main function, or a function for libFuzzer.
  init(
    _ document: String, main: String = "mechanism_main.c", isFuzzer: Bool = false
  ) throws {
    scratch = try Scratch()
    sanitizers = "address,undefined" + (isFuzzer ? ",fuzzer" : "")
    let modules = try ShippedModule.seal(document)
    // u₀'s own <string.h> and <stdlib.h> are not for this machine.
    try scratch.write(
      String(contentsOfFile: Self.guest + "/merlon.h", encoding: .utf8), to: "os/merlon.h")
    for module in modules {
      for (path, bytes) in module.files {
        try scratch.write(String(decoding: bytes, as: UTF8.self), to: "\(module.name)/\(path)")
      }
    }
    let hooks = try HookTable(modules)
    var objects: [String] = []
    for module in modules {
      let generated = "generated/\(module.name)"
      try scratch.write(OptionsHeader.text(for: module), to: generated + "/options.h")
      let declared = HooksHeader.text(hooks.hooks(of: module.name))
      try scratch.write(declared, to: generated + "/hooks.h")
      try scratch.write(
        declared.replacing("MERLON_HOOKS_H", with: "MERLON_HOOKS_OF_\(Self.cName(module))"),
        to: "hooks/hooks_\(Self.cName(module)).h")
      if let source = HooksSource.text(hooks.hooks(of: module.name)) {
        try scratch.write(source, to: generated + "/hooks.c")
        objects.append(
          try compile(generated + "/hooks.c", seeing: includes(module, modules), strictly: true))
      }
      objects += try compile(module, modules)
    }
    try link(objects, modules, main: main)
  }

  /// Runs the program and returns what it writes.
  func run(_ input: String) throws -> String {
    try scratch.run("./program", [], input: Data(input.utf8))
  }

  /// Runs it as a fuzzer for some seconds and returns what libFuzzer says.
  func fuzz(seconds: Int, seeds: [[UInt8]]) throws -> String {
    for (index, seed) in seeds.enumerated() {
      try scratch.write("", to: "seeds/\(index)")
      try Data(seed).write(to: URL(filePath: "\(scratch.path)/seeds/\(index)"))
    }
    return try scratch.run(
      "./program",
      ["-max_total_time=\(seconds)", "-max_len=5000", "-print_final_stats=1", "seeds"])
  }

  private func compile(
    _ module: SealedModule, _ modules: [SealedModule]
  ) throws -> [String] {
    let recipe = module.manifest.recipe
    let sources = recipe.sources.filter { Self.portable[module.name]?.contains($0) != false }
    var objects = try sources.filter { $0.hasSuffix(".c") }.map {
      try compile(
        "\(module.name)/\($0)", seeing: includes(module, modules),
        strictly: module.name != "bearssl")
    }
    let swift = sources.filter { $0.hasSuffix(".swift") }
    if !swift.isEmpty { objects.append(try compile(swift, of: module, modules)) }
    for part in recipe.external where part.package == "bearssl" {
      objects += try part.sources.map {
        try compile("\(Self.bearssl)/\($0)", seeing: includes(module, modules), strictly: false)
      }
    }
    return objects
  }

  private func includes(_ module: SealedModule, _ modules: [SealedModule]) -> [String] {
    (["generated/\(module.name)", "os"]
      + modules.flatMap { other in
        other.manifest.recipe.headers.map { "\(other.name)/\($0)" }
      } + ["\(Self.bearssl)/inc", "\(Self.bearssl)/src"]).flatMap { ["-I", $0] }
  }

  private func compile(
    _ source: String, seeing includes: [String], strictly: Bool
  ) throws -> String {
    let object = source.replacing("/", with: "_") + ".o"
    // BearSSL is not what is tested, and slow enough without a sanitizer.
    let flags =
      strictly
      ? [
        "-Wall", "-Wextra", "-Werror", "-g", "-O1", "-fno-sanitize-recover=all",
        "-fsanitize=\(sanitizers.replacing("fuzzer", with: "fuzzer-no-link"))",
      ] : ["-w", "-O2"]
    try tool(
      "clang", flags + ["-std=gnu11"] + includes + ["-c", source, "-o", object])
    return object
  }

  private func compile(
    _ sources: [String], of module: SealedModule, _ modules: [SealedModule]
  ) throws -> String {
    let names = modules.flatMap { other in
      other.files.keys.filter { $0.hasPrefix("include/") && !$0.dropFirst(8).contains("/") }
        .map { String($0.dropFirst(8)) }.filter { $0 != "lwipopts.h" && $0 != "network.h" }
    }
    let bridge = "generated/\(module.name)/bridge.h"
    try scratch.write(BridgeHeader.text(generated: [], headers: names.sorted()), to: bridge)
    let object = "\(module.name).swift.o"
    try tool(
      "swiftc",
      [
        "-enable-experimental-feature", "Embedded", "-parse-as-library", "-wmo", "-Osize",
        "-disable-bridging-pch", "-import-objc-header", bridge, "-module-name", "Mechanism",
        "-module-cache-path", "swift-modules", "-c", "-o", object,
      ] + includes(module, modules) + sources.map { "\(module.name)/\($0)" })
    return object
  }

  /// Runs a program of the Swift toolchain that runs the tests.
  private func tool(_ name: String, _ arguments: [String]) throws {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
    try scratch.run("env", ["PATH=" + path, name] + arguments)
  }

  private static func cName(_ module: SealedModule) -> String {
    module.name.text.replacing("-", with: "_")
  }

  private func link(
    _ objects: [String], _ modules: [SealedModule], main: String
  ) throws {
    let starts = modules.filter {
      $0.manifest.recipe.hasStart && Self.portable[$0.name] == nil
    }.map { Self.cName($0) + "_start" }
    try scratch.write(
      starts.map { "void \($0)(void);\n" }.joined() + "void start_modules(void);\n"
        + "void start_modules(void) {\n" + starts.map { "  \($0)();\n" }.joined() + "}\n",
      to: "start.c")
    let headers = modules.flatMap { other in
      other.manifest.recipe.headers.map { "\(other.name)/\($0)" }
    }
    let includes =
      (headers + ["http-server", "hooks", "os", "\(Self.bearssl)/inc"]).flatMap { ["-I", $0] }
    let sources = ["\(Self.harness)/\(main)", "start.c"]
    let objects =
      try objects + sources.map { try compile($0, seeing: includes, strictly: true) }
    try tool(
      "clang", ["-fsanitize=\(sanitizers)", "-fuse-ld=lld", "-o", "program"] + objects)
  }
}
