import Catalog
import Foundation
import Keys
import Planning
import Policy
import PolicyFiles
import Unikernel
import Vocabulary

/// The catalogs that are installed with this program.
struct ShippedCatalog: Sendable {
  let modules: [ModuleKey: CatalogModule]
  let folders: [ModuleKey: ModuleFolder]

  /// Reads the catalog `name`, or returns `nil` if this release ships none of that name.
  ///
  /// - Throws: `ReadError.unavailable` for a file that cannot be read: an installation that is not
  ///   whole must not build images that lack something.
  init?(named name: CatalogName) throws(ReadError) {
    let root = URL(filePath: Catalog.directory).appending(path: name.text)
    guard FileManager.default.fileExists(atPath: root.path) else { return nil }
    let files: [String: [String: [UInt8]]]
    do { files = try Self.files(ofModulesIn: root) } catch {
      throw .unavailable(
        Diagnostic(
          at: SourceLocation(file: root.path), "the shipped catalog cannot be read: \(error)",
          hint: "install merlon again"))
    }
    var modules: [ModuleKey: CatalogModule] = [:]
    var folders: [ModuleKey: ModuleFolder] = [:]
    for (module, files) in files {
      guard let document = files["module.yaml"] else { continue }
      do throws(Rejection) {
        let manifest = try PolicyFile.module(document, file: "\(name)/\(module)/module.yaml")
        modules[manifest.module.key] = CatalogModule(
          manifest: manifest, folder: Self.digest(of: files).description)
        folders[manifest.module.key] = .shipped(files)
      } catch {
        throw .rejected(error)
      }
    }
    self.modules = modules
    self.folders = folders
  }

  /// The plain files of each folder of `root`, by their paths in it.
  private static func files(ofModulesIn root: URL) throws -> [String: [String: [UInt8]]] {
    let manager = FileManager.default
    var modules: [String: [String: [UInt8]]] = [:]
    for module in try manager.contentsOfDirectory(atPath: root.path) {
      let folder = root.appending(path: module)
      for path in try manager.subpathsOfDirectory(atPath: folder.path) {
        let file = folder.appending(path: path)
        var isFolder: ObjCBool = false
        if manager.fileExists(atPath: file.path, isDirectory: &isFolder), isFolder.boolValue {
          continue
        }
        modules[module, default: [:]][path] = Array(try Data(contentsOf: file))
      }
    }
    return modules
  }

  private static func digest(of files: [String: [UInt8]]) -> Digest {
    let members = files.mapValues { JSON.string(Digest.sha256($0).hex) }
    return .sha256(JSON.object(members).canonical)
  }
}
