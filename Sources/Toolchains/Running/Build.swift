import Keys
import Vocabulary

/// One build at work in its folder.
struct Build: Sendable {
  let toolchain: EmbeddedToolchain
  let plan: BuildPlan
  let folder: WorkingFolder
  let jobs: Int

  private var cache: ObjectCache { toolchain.cache }

  /// Puts every object into the folder and returns the units that had to be compiled for that.
  func compile() async throws(ToolchainError) -> [CompilationUnit] {
    var objects: [String: [UInt8]] = [:]
    var missing: [CompilationUnit] = []
    for unit in plan.units {
      if let object = cache.object(for: unit.key) {
        objects[unit.object] = object
      } else {
        missing.append(unit)
      }
    }
    try folder.write(objects)
    guard !missing.isEmpty else { return [] }
    try folder.write(plan.files)
    try folder.makeFolders(for: missing.map(\.object))
    for (name, package) in plan.packages {
      try folder.link("external/\(name)", to: package.folder)
    }
    try await compile(missing)
    cache.trim()
    return missing
  }

  /// Links the objects into an image, in the order that the layout's seed gives.
  func link() async throws(ToolchainError) -> (image: [UInt8], map: LinkMap) {
    let script = "os/link.ld"
    try folder.write([script: plan.files[script] ?? []])
    let outcome = try await run(
      toolchain.tools.linker,
      CompilerFlags.link + [
        "--shuffle-sections=*=\(plan.layoutSeed)", "-Map", "image.map", "-T", script, "-o",
        "image.elf",
      ] + plan.units.map(\.object), source: "the image")
    guard outcome.isSuccess else { throw .link(output: outcome.output) }
    let map = String(decoding: try folder.bytes(of: "image.map"), as: UTF8.self)
    return (try folder.bytes(of: "image.elf"), LinkMap(map))
  }

  /// Compiles units, `jobs` at a time; the first failure ends the others.
  private func compile(_ units: [CompilationUnit]) async throws(ToolchainError) {
    // Swift takes longest, so it starts first.
    var waiting = (units.filter { $0.compiler == .clang } + units.filter { $0.compiler == .swiftc })
    let failure = await withTaskGroup(of: ToolchainError?.self) { group in
      func startNext() {
        guard let unit = waiting.popLast() else { return }
        group.addTask {
          do throws(ToolchainError) {
            try await compile(unit)
            return nil
          } catch {
            return error
          }
        }
      }
      for _ in 0..<jobs { startNext() }
      var failure: ToolchainError?
      while let result = await group.next() {
        if let result {
          if failure == nil { failure = result }
          waiting = []
          group.cancelAll()
        }
        startNext()
      }
      return failure
    }
    if let failure { throw failure }
  }

  private func compile(_ unit: CompilationUnit) async throws(ToolchainError) {
    // Not part of the key: neither reaches the object. All paths in the arguments are relative;
    // giving the Swift compiler this folder's name to map away would only make it build its
    // standard modules again for every build.
    let (program, local) =
      switch unit.compiler {
      case .clang: (toolchain.tools.clang, ["-ffile-prefix-map=\(folder.path)=."])
      case .swiftc:
        (
          toolchain.tools.swiftFrontend,
          ["-frontend", "-module-cache-path", toolchain.moduleCache]
        )
      }
    let outcome = try await run(program, local + unit.arguments, source: unit.source)
    guard outcome.isSuccess else {
      throw .compilation(module: unit.module, source: unit.source, output: outcome.output)
    }
    try cache.store(try folder.bytes(of: unit.object), for: unit.key)
  }

  /// Runs a program of the toolchain behind its walls.
  private func run(
    _ program: String, _ arguments: [String], source: String
  ) async throws(ToolchainError) -> CompilerProcess.Outcome {
    let command = toolchain.confinement.command(program, arguments, folder: folder.path)
    return try await CompilerProcess(
      program: command.program, arguments: command.arguments, folder: folder.path, source: source
    ).run()
  }
}
