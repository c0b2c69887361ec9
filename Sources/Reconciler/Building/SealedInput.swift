import GitStore
import Planning
import Policy
import Toolchains
import Unikernel
import Vocabulary

/// Gathers the files that go into an image: those of its modules, and those that options of type
/// directory name.
struct SealedInput: ~Copyable {
  private let repository: Repository
  private let revision: Revision
  private let planned: PlannedImage
  private var sealedBytes = 0

  init(
    for planned: PlannedImage, of revision: Revision, repositoryAt path: String
  ) throws(GitError) {
    repository = try Repository(openingAt: path)
    self.revision = revision
    self.planned = planned
  }

  /// Makes the request that a toolchain builds.
  ///
  /// - Throws: `Rejection` for files that must not be sealed in; `GitError`.
  consuming func request() throws -> BuildRequest {
    var modules: [SealedModule] = []
    for (part, installed) in zip(planned.blueprint.parts, planned.generation.image.installed) {
      guard let module = revision.snapshot.catalog[part.module],
        let folder = revision.folders[part.module]
      else { preconditionFailure("the plan holds module \(part.module), the catalogs do not") }
      modules.append(
        SealedModule(
          // As it is in this image, with its dependencies resolved.
          manifest: ModuleManifest(
            module: installed, role: module.manifest.role, doc: module.manifest.doc,
            recipe: module.manifest.recipe),
          files: try files(of: folder), options: part.options,
          directories: try directories(of: part)))
    }
    let ports = planned.document.ports.map { JSON.integer($0.port) }
    return BuildRequest(
      image: planned.document.name, target: planned.blueprint.target, modules: modules,
      note: [
        "apiVersion": .string("merlon.dev/v1"), "image": .string(planned.document.name.text),
        "limits": .object([
          "memoryMiB": .integer(planned.blueprint.memoryMiB), "ports": .array(ports),
        ]),
      ])
  }

  private mutating func files(of folder: ModuleFolder) throws -> [String: [UInt8]] {
    switch folder {
    case .shipped(let files): return files
    case .committed(let path): return try files(below: path)
    }
  }

  private mutating func directories(
    of part: Blueprint.Part
  ) throws -> [OptionName: [String: [UInt8]]] {
    var directories: [OptionName: [String: [UInt8]]] = [:]
    for (option, value) in part.options where part.directories[option] != nil {
      guard case .string(let text) = value, let path = RelativePath.checked(text) else { continue }
      directories[option] = try files(below: path)
    }
    return directories
  }

  /// Reads the files of a folder of the repository; too much of them is the author's error.
  private mutating func files(below path: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for file in try repository.listing(of: revision.tree, below: path).files {
      let size = try repository.blobSize(file.blob)
      sealedBytes += size
      guard size <= Limits.sealedFileBytesMax, sealedBytes <= Limits.sealedBytesMax else {
        throw tooLarge(file, size)
      }
      let name = String(file.path.dropFirst(path.count + 1))
      files[name] = try repository.blob(file.blob, limit: Limits.sealedFileBytesMax)
    }
    return files
  }

  private func tooLarge(_ file: TreeFile, _ size: Int) -> Rejection {
    let message =
      size > Limits.sealedFileBytesMax
      ? "the file has \(size) bytes; one sealed file may have \(Limits.sealedFileBytesMax)"
      : "with this file, image \(planned.document.name) seals \(sealedBytes) bytes; "
        + "it may seal \(Limits.sealedBytesMax)"
    return Rejection([
      Diagnostic(
        at: SourceLocation(file: file.path), message,
        hint: "serve large files from somewhere else; an image holds the strict minimum")
    ])
  }
}
