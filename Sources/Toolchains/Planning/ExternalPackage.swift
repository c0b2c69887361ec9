import Foundation
import Keys
import Policy
import Vocabulary

/// The part of a Debian source package that an image uses: where it is, and its digests.
struct ExternalPackage: Hashable, Sendable {
  /// The folder with the package's sources.
  let folder: String
  /// The version that its changelog begins with.
  let version: String?
  /// The digest of all that can be included below each include folder.
  private(set) var headers: [String: Digest] = [:]
  /// The digest of each source.
  private(set) var sources: [String: Digest] = [:]

  private init(at folder: String) {
    self.folder = folder
    let changelog = FileManager.default.contents(atPath: folder + "/debian/changelog")
    // `NAME (VERSION) SUITE; …`
    let head = String(decoding: changelog?.prefix(256) ?? Data(), as: UTF8.self)
    version = head.split(whereSeparator: \.isNewline).first?
      .split(separator: "(").dropFirst().first?.split(separator: ")").first.map(String.init)
  }

  /// Reads what the modules use of all their packages.
  static func read(
    for modules: [SealedModule], in root: String
  ) throws(ToolchainError) -> [String: ExternalPackage] {
    var packages: [String: ExternalPackage] = [:]
    for module in modules {
      for part in module.manifest.recipe.external {
        var package = packages[part.package] ?? ExternalPackage(at: root + "/" + part.package)
        try package.add(part, of: module.name)
        packages[part.package] = package
      }
    }
    return packages
  }

  private mutating func add(
    _ part: BuildRecipe.ExternalSources, of module: ModuleName
  ) throws(ToolchainError) {
    guard FileManager.default.fileExists(atPath: folder) else {
      throw .packageMissing(part.package, folder: folder)
    }
    for include in part.include where headers[include] == nil {
      guard FileTree.isInside(include) else { throw .pathOutside(module, include) }
      guard FileManager.default.fileExists(atPath: folder + "/" + include) else {
        throw .fileMissing(module, "\(include) in the Debian package \(part.package)")
      }
      headers[include] = FileTree.digest(
        // Sources too: a module's own may include one, to compile it its way.
        try FileTree.read(folder + "/" + include) { $0.hasSuffix(".h") || $0.hasSuffix(".c") })
    }
    for source in part.sources where sources[source] == nil {
      guard FileTree.isInside(source) else { throw .pathOutside(module, source) }
      guard FileManager.default.fileExists(atPath: folder + "/" + source) else {
        throw .fileMissing(module, "\(source) in the Debian package \(part.package)")
      }
      sources[source] = Digest.sha256(try FileTree.bytes(of: folder + "/" + source))
    }
  }
}
