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
  let modules: [ModuleName: CatalogModule]
  let folders: [ModuleName: ModuleFolder]

  /// Reads the catalog `name`, or returns `nil` if this release ships none of that name.
  init?(named name: CatalogName) throws(Rejection) {
    let root = URL(filePath: Catalog.directory).appending(path: name.text)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: root.path) else {
      return nil
    }
    var modules: [ModuleName: CatalogModule] = [:]
    var folders: [ModuleName: ModuleFolder] = [:]
    for module in names.sorted() {
      let files = Self.files(below: root.appending(path: module))
      guard let document = files["module.yaml"] else { continue }
      let manifest = try PolicyFile.module(document, file: "\(name)/\(module)/module.yaml")
      modules[manifest.module.name] = CatalogModule(
        manifest: manifest, folder: Self.digest(of: files).description)
      folders[manifest.module.name] = .shipped(files)
    }
    self.modules = modules
    self.folders = folders
  }

  private static func files(below folder: URL) -> [String: [UInt8]] {
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    var files: [String: [UInt8]] = [:]
    for path in paths ?? [] {
      guard let data = try? Data(contentsOf: folder.appending(path: path)) else { continue }
      files[path] = Array(data)
    }
    return files
  }

  private static func digest(of files: [String: [UInt8]]) -> Digest {
    let members = files.mapValues { JSON.string(Digest.sha256($0).hex) }
    return .sha256(JSON.object(members).canonical)
  }
}
