import Catalog
import Foundation
import Policy
import PolicyFiles
import TestSupport
import Testing
import Toolchains
import Unikernel
import Vocabulary

/// A module of the shipped catalogs, sealed with the options that a test asks for.
enum ShippedModule {
  /// Seals the modules of `document`, the `modules` of an image in YAML, and what they require;
  /// what is required comes first.
  static func seal(_ document: String) throws -> [SealedModule] {
    let text = """
      apiVersion: merlon.dev/v1
      kind: UnikernelImage
      metadata: {name: test}
      spec:
        modules:

      """
    let indented = document.split(separator: "\n").map { "    \($0)\n" }.joined()
    let documents = try PolicyFile.documents(Array((text + indented).utf8), file: "test.yaml")
    guard case .image(let image) = documents.first else { return [] }
    var sealed: [SealedModule] = []
    for (name, entry) in image.specification.entries.sorted(by: { $0.key < $1.key }) {
      let options = entry.demands.map { ($0.setting.option, $0.setting.value) }
      try add(name, Dictionary(uniqueKeysWithValues: options), to: &sealed, of: image)
    }
    return sealed
  }

  private static func add(
    _ name: ModuleName, _ options: [OptionName: OptionValue], to sealed: inout [SealedModule],
    of image: UnikernelImage
  ) throws {
    guard !sealed.contains(where: { $0.name == name }) else { return }
    let (folder, manifest) = try manifest(of: name)
    for required in manifest.module.requires.sorted() {
      let asked = image.specification.entries[required]?.demands
        .map { ($0.setting.option, $0.setting.value) }
      try add(required, Dictionary(uniqueKeysWithValues: asked ?? []), to: &sealed, of: image)
    }
    sealed.append(
      SealedModule(manifest: manifest, files: try files(of: folder), options: options))
  }

  /// The folder and the manifest of a module.
  private static func manifest(of name: ModuleName) throws -> (String, ModuleManifest) {
    let folder = try #require(
      ["applications", "mechanisms"].map { "\(Catalog.directory)/\($0)/\(name)" }
        .first { FileManager.default.fileExists(atPath: $0) }, "no module \(name)")
    let bytes = try #require(FileManager.default.contents(atPath: folder + "/module.yaml"))
    return (folder, try PolicyFile.module(Array(bytes), file: "\(name)/module.yaml"))
  }

  private static func files(of folder: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var isFolder: ObjCBool = false
      guard
        FileManager.default.fileExists(atPath: folder + "/" + path, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      files[path] = FileManager.default.contents(atPath: folder + "/" + path).map(Array.init)
    }
    return files
  }
}
