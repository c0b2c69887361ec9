import Disk
import Foundation
import Inventory
import Keys
import LibraryOS
import Solo5
package import Vocabulary

/// Builds images of Embedded Swift and C on Merlon's own library OS.
package struct EmbeddedToolchain: Sendable {
  /// What makes two toolchains build the same bytes.
  package let identity: ToolchainIdentity

  let tools: ToolPaths
  /// The objects of earlier builds.
  let cache: ObjectCache
  /// What compilers see of this machine.
  let confinement: Confinement
  /// This user's folder in the cache, which nobody else may write to.
  let ownFolder: String
  /// The folder that holds the sources of Debian packages, one folder each.
  let sourcesFolder: String
  /// u₀'s files, by path.
  let guest: [String: [UInt8]]

  /// Finds the Swift toolchain in `PATH` and asks its programs for their versions.
  ///
  /// - Parameters:
  ///   - cache: A folder for objects and working folders; made when it is absent. Several users
  ///     share objects if it lets them write.
  ///   - environment: `PATH`, `MERLON_SOURCES` when the Debian sources are elsewhere, and
  ///     `MERLON_CACHE_MIB`, the most that the objects may take.
  package static func find(
    cache: String, environment: [String: String]
  ) async throws(ToolchainError) -> EmbeddedToolchain {
    let tools = try ToolPaths(searchPath: environment["PATH"] ?? "")
    let folder = URL(fileURLWithPath: cache).path
    let own = "\(folder)/user-\(geteuid())"
    try WorkingFolder.makeFolder(folder)
    let mode = (try? OpenFile(folder).permissions) ?? 0o700
    try WorkingFolder.makeFolder(folder + "/objects", mode: mode)
    for name in ["work", "swift-modules"] { try WorkingFolder.makeFolder(own + "/" + name) }
    let guest = try FileTree.read(LibraryOS.directory)
    let versions = try await ToolVersions.ask(tools, cache: own)
    let sources = environment["MERLON_SOURCES"] ?? "/usr/local/share/merlon/sources"
    let confinement = await Confinement.find(
      searchPath: environment["PATH"] ?? "", tools: tools, sources: sources,
      moduleCache: own + "/swift-modules")
    let limit = environment["MERLON_CACHE_MIB"].flatMap { Int($0) }.map { max(1, min($0, 1 << 20)) }
    return EmbeddedToolchain(
      identity: ToolchainIdentity(versions: versions, libraryOS: FileTree.digest(guest)),
      tools: tools,
      cache: ObjectCache(
        folder: folder + "/objects", bytesMax: (limit ?? cacheMiBMax) << 20),
      confinement: confinement, ownFolder: own, sourcesFolder: sources, guest: guest)
  }

  /// Mebibytes that objects may take unless `MERLON_CACHE_MIB` says otherwise.
  private static let cacheMiBMax = 2048

  /// Why compilers see more of this machine than they need, if they do.
  package var unconfined: String? {
    if case .none(let reason) = confinement.wall { reason } else { nil }
  }

  /// Where builds have their folders.
  var workFolder: String { ownFolder + "/work" }

  /// What the Swift compiler keeps of its own standard modules.
  var moduleCache: String { ownFolder + "/swift-modules" }

  /// Reads all that an image's bytes depend on.
  package func prepare(_ request: BuildRequest) throws(ToolchainError) -> PreparedBuild {
    let plan = try BuildPlan(request, identity: identity, guest: guest, sources: sourcesFolder)
    return PreparedBuild(key: plan.key, identity: identity) { jobs throws(ToolchainError) in
      try await build(request, plan, jobs: jobs)
    }
  }

  /// Computes the image key: builds with equal keys give equal bytes.
  package func key(of request: BuildRequest) throws(ToolchainError) -> Digest {
    try prepare(request).key
  }

  /// Prepares and builds an image at once.
  package func build(
    _ request: BuildRequest, jobs: Int
  ) async throws(ToolchainError) -> BuildResult {
    try await prepare(request).build(jobs: jobs)
  }

  private func build(
    _ request: BuildRequest, _ plan: BuildPlan, jobs: Int
  ) async throws(ToolchainError) -> BuildResult {
    let folder = try WorkingFolder(in: workFolder)
    defer { folder.remove() }
    let build = Build(toolchain: self, plan: plan, folder: folder, jobs: max(1, jobs))
    let compiled = try await build.compile()
    let (bytes, map) = try await build.link()
    let (measure, contents): (ImageMeasure, ImageContents)
    do throws(ImageError) {
      measure = try ImageMeasure(of: bytes)
      contents = try ImageContents(
        of: request, plan, bytes, measure, map: map, toolchain: identity)
    } catch {
      throw .link(output: "what was linked is no image: \(error)")
    }
    let owners = Set(compiled.compactMap(\.module))
    return BuildResult(
      bytes: bytes, digest: contents.digest, key: plan.key, textBytes: measure.textBytes,
      contents: contents,
      compiledModules: request.modules.map(\.name).filter(owners.contains),
      compiledUnits: compiled.count)
  }
}
