import Foundation
import Keys
import Policy
import Unikernel
import Vocabulary

/// Builds images by MirageOS 4: `mirage configure`, then `make build`, in a folder of their own.
///
/// The packages that a unikernel needs (`make depends`) are there already: nothing is fetched while
/// an image is built.
struct MirageToolchain: Sendable {
  let identity: ToolchainIdentity
  private let program: String
  private let searchPath: String
  private let confinement: Confinement
  private let workFolder: String

  /// The longest that one of its steps may take.
  private static let timeLimit = Duration.seconds(600)

  /// The module that is built by MirageOS; `nil` when no module of the image is.
  static func module(of request: BuildRequest) -> SealedModule? {
    request.modules.first { $0.manifest.recipe.mirage != nil }
  }

  /// Finds `mirage`, by `MERLON_MIRAGE` or in `PATH`; `nil` when it is not there.
  static func find(
    environment: [String: String], beside embedded: EmbeddedToolchain
  ) async throws(ToolchainError) -> MirageToolchain? {
    let path = environment["PATH"] ?? ""
    let named = environment["MERLON_MIRAGE"].map { [$0] } ?? []
    let places = named + path.split(separator: ":").map { "\($0)/mirage" }
    guard
      let program = places.first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else { return nil }
    let folder = URL(filePath: program).deletingLastPathComponent()
    let prefix = folder.deletingLastPathComponent().path
    let outcome = try await CompilerProcess(
      program: program, arguments: ["--version"], folder: embedded.workFolder, source: "mirage",
      searchPath: "\(folder.path):\(path)"
    ).run()
    guard outcome.isSuccess else { throw .toolUnusable(program, "it does not say its version") }
    // What opam has installed beside it is part of what it builds.
    let packages = FileManager.default.contents(atPath: prefix + "/.opam-switch/switch-state")
    return MirageToolchain(
      identity: ToolchainIdentity(
        versions: ["mirage": outcome.output],
        libraryOS: .sha256(packages.map { [UInt8]($0) } ?? [])),
      program: program, searchPath: "\(folder.path):\(path)",
      confinement: embedded.confinement.reading([prefix, "/etc/alternatives"]),
      workFolder: embedded.workFolder)
  }

  /// Makes ready to build and seal an image.
  func prepare(
    _ request: BuildRequest, _ module: SealedModule
  ) throws(ToolchainError) -> PreparedBuild {
    let key = try key(of: request, module)
    return PreparedBuild(key: key, identity: identity) { jobs throws(ToolchainError) in
      let image = try await link(request, module, jobs: jobs)
      return try PrebuiltToolchain.seal(image, request, module, key: key, by: identity)
    }
  }

  private func key(of request: BuildRequest, _ module: SealedModule) throws(ToolchainError)
    -> Digest
  {
    .sha256(
      JSON.object([
        "module": .string(FileTree.digest(module.files).hex),
        "configure": .array(try arguments(request, module).map(JSON.string)),
        "policy": .string(OCamlText.policy(module.options)),
        "directories": .object(
          Dictionary(
            uniqueKeysWithValues: module.directories.map {
              ($0.key.text, FileTree.json($0.value))
            })), "note": .object(request.note),
        "toolchain": .string(identity.digest.hex),
      ]).canonical)
  }

  private func link(
    _ request: BuildRequest, _ module: SealedModule, jobs: Int
  ) async throws(ToolchainError) -> [UInt8] {
    let folder = try WorkingFolder(in: workFolder)
    defer { folder.remove() }
    for path in module.files.keys where !FileTree.isInside(path) {
      throw .pathOutside(module.name, path)
    }
    var files = module.files
    files[OCamlText.path] = Array(OCamlText.policy(module.options).utf8)
    for (option, sealed) in module.directories {
      for (path, bytes) in sealed { files["\(option)/\(path)"] = bytes }
    }
    try folder.write(files)
    try await run(program, try arguments(request, module), of: module, in: folder)
    try await run("/usr/bin/make", ["-j\(jobs)", "build"], of: module, in: folder)
    let ending = "." + request.target.rawValue
    let built =
      ((try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/dist")) ?? [])
      .filter { $0.hasSuffix(ending) }
    guard built.count == 1, let image = built.first else {
      throw .prebuilt(
        module.name, "mirage left \(built.count) files that end in \(ending) in dist, not one")
    }
    return try folder.bytes(of: "dist/" + image)
  }

  /// What follows `mirage`: the target, and the options that are configure keys.
  private func arguments(
    _ request: BuildRequest, _ module: SealedModule
  ) throws(ToolchainError) -> [String] {
    var arguments = ["configure", "-t", request.target.rawValue]
    for key in module.manifest.recipe.mirage?.keys ?? [] {
      switch module.options[key] {
      case .string(let text): arguments.append("--\(key)=\(text)")
      case .integer(let number): arguments.append("--\(key)=\(number)")
      case .boolean(let flag): arguments.append("--\(key)=\(flag)")
      case .list, .map:
        throw .option(module.name, key, "is no configure key of mirage: it is not one value")
      case nil: throw .option(module.name, key, "is a configure key of mirage, but no option")
      }
    }
    return arguments
  }

  private func run(
    _ program: String, _ arguments: [String], of module: SealedModule, in folder: WorkingFolder
  ) async throws(ToolchainError) {
    let command = confinement.command(program, arguments, folder: folder.path)
    let outcome = try await CompilerProcess(
      program: command.program, arguments: command.arguments, folder: folder.path,
      source: "module \(module.name)", searchPath: searchPath, timeLimit: Self.timeLimit
    ).run()
    guard outcome.isSuccess else {
      let words = ([URL(filePath: program).lastPathComponent] + arguments).joined(separator: " ")
      throw .compilation(module: module.name, source: words, output: outcome.output)
    }
  }
}
