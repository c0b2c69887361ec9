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
  consuming func request(layoutSeed: UInt32?) throws -> BuildRequest {
    var modules: [SealedModule] = []
    var sealedBytes = 0
    for (part, installed) in zip(planned.blueprint.parts, planned.generation.image.installed) {
      let key = installed.key
      guard let module = revision.snapshot.catalog[key], let folder = revision.folders[key]
      else { preconditionFailure("the plan holds module \(key), the catalogs do not") }
      modules.append(
        SealedModule(
          manifest: module.manifest.resolved(as: installed),
          files: try files(
            of: folder, prebuilt: Set(module.manifest.recipe.prebuilt.values), &sealedBytes),
          options: part.options, directories: try directories(of: part, &sealedBytes)))
    }
    return BuildRequest(
      image: planned.document.name, target: planned.blueprint.target, modules: modules, note: note,
      layoutSeed: layoutSeed)
  }

  /// What the image says of itself.
  private var note: [String: JSON] {
    let blueprint = planned.blueprint
    var note: [String: JSON] = [
      "apiVersion": .string("merlon.dev/v1"), "image": .string(blueprint.image.text),
      "limits": .object([
        "memoryMiB": .integer(blueprint.memoryMiB),
        "ports": .array(blueprint.ports.map(JSON.integer)),
      ]),
    ]
    note["notAfter"] = blueprint.notAfter.map { .string($0.description) }
    return note
  }

  private borrowing func files(
    of folder: ModuleFolder, prebuilt: Set<String>, _ sealedBytes: inout Int
  ) throws -> [String: [UInt8]] {
    switch folder {
    case .shipped(let files): return files
    case .committed(let path, let tree, let place):
      if path == repository.gitDirectory {
        return try files(
          of: tree, at: place, in: repository, prebuilt: prebuilt, &sealedBytes)
      }
      return try files(
        of: tree, at: place, in: Repository(openingAt: path), prebuilt: prebuilt, &sealedBytes)
    }
  }

  private borrowing func directories(
    of part: Blueprint.Part, _ sealedBytes: inout Int
  ) throws -> [OptionName: [String: [UInt8]]] {
    var directories: [OptionName: [String: [UInt8]]] = [:]
    for (option, value) in part.options where part.directories[option] != nil {
      guard case .string(let text) = value, let path = RelativePath.checked(text) else { continue }
      guard let tree = try repository.subtree(at: path, in: revision.tree) else { continue }
      directories[option] = try files(of: tree, at: path, in: repository, &sealedBytes)
    }
    return directories
  }

  /// Reads the files of a folder that messages name `place`; too much of them is the author's
  /// error.
  ///
  /// - Parameter prebuilt: The files that are whole images, which have a bound of their own.
  private borrowing func files(
    of tree: TreeID, at place: String, in repository: borrowing Repository,
    prebuilt: Set<String> = [], _ sealedBytes: inout Int
  ) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for file in try repository.listing(of: tree).files {
      let size = try repository.blobSize(file.blob)
      if prebuilt.contains(file.path) {
        guard size <= Limits.prebuiltBytesMax else {
          throw tooLarge("\(place)/\(file.path)", size)
        }
        files[file.path] = try repository.blob(file.blob, limit: Limits.prebuiltBytesMax)
        continue
      }
      sealedBytes += size
      guard size <= Limits.sealedFileBytesMax, sealedBytes <= Limits.sealedBytesMax else {
        throw tooLarge("\(place)/\(file.path)", size, of: sealedBytes)
      }
      files[file.path] = try repository.blob(file.blob, limit: Limits.sealedFileBytesMax)
    }
    return files
  }

  private borrowing func tooLarge(_ image: String, _ size: Int) -> Rejection {
    Rejection([
      Diagnostic(
        at: SourceLocation(file: image),
        "the image has \(size) bytes; one of another toolchain may have \(Limits.prebuiltBytesMax)",
        hint: "strip it of symbols and debugging information")
    ])
  }

  private borrowing func tooLarge(
    _ file: String, _ size: Int, of sealedBytes: Int
  ) -> Rejection {
    let message =
      size > Limits.sealedFileBytesMax
      ? "the file has \(size) bytes; one sealed file may have \(Limits.sealedFileBytesMax)"
      : "with this file, image \(planned.document.name) seals \(sealedBytes) bytes; "
        + "it may seal \(Limits.sealedBytesMax)"
    return Rejection([
      Diagnostic(
        at: SourceLocation(file: file), message,
        hint: "serve large files from somewhere else; an image holds the strict minimum")
    ])
  }
}
