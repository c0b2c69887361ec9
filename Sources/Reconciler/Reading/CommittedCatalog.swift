import GitStore
import Planning
import Policy
import PolicyFiles
import Unikernel
import Vocabulary

/// A catalog in a git tree: one folder for each version of a module, `NAME` or `NAME@VERSION`.
struct CommittedCatalog: Sendable {
  let tree: TreeID
  let modules: [ModuleKey: CatalogModule]
  let folders: [ModuleKey: ModuleFolder]

  /// Reads every `module.yaml` in the folders of `tree`.
  ///
  /// - Parameter place: What the paths in messages begin with: a folder with its final `/`, or
  ///   `NAME@COMMIT:FOLDER/` in another repository.
  init(
    _ tree: TreeID, at place: String, in repository: borrowing Repository
  ) throws(ReadError) {
    var modules: [ModuleKey: CatalogModule] = [:]
    var folders: [ModuleKey: ModuleFolder] = [:]
    var problems: [Diagnostic] = []
    for entry in try Self.folders(of: tree, at: place, in: repository) {
      let location = SourceLocation(file: "\(place)\(entry.name)/module.yaml")
      do throws(ReadError) {
        let identity = entry.tree
        guard let manifest = try Self.manifest(of: entry.name, tree, at: location, in: repository)
        else { continue }
        let key = manifest.module.key
        modules[key] = CatalogModule(manifest: manifest, folder: identity.description)
        folders[key] = .committed(
          repositoryPath: repository.gitDirectory, tree: identity, place: place + entry.name)
      } catch {
        guard case .rejected(let rejection) = error else { throw error }
        problems += rejection.diagnostics
      }
    }
    guard problems.isEmpty else { throw .rejected(Rejection(problems)) }
    self.tree = tree
    self.modules = modules
    self.folders = folders
  }

  /// The folders at the top; nothing below may be what a module cannot hold.
  private static func folders(
    of tree: TreeID, at place: String, in repository: borrowing Repository
  ) throws(ReadError) -> [TreeEntry] {
    let (findings, entries) = try ReadError.own { () throws(GitError) in
      (try repository.listing(of: tree).findings, try repository.entries(of: tree))
    }
    guard findings.isEmpty else {
      throw .rejected(
        Rejection(
          findings.map {
            Diagnostic(
              at: SourceLocation(file: place + $0.path), $0.description,
              hint: "modules are made of plain files and folders")
          }))
    }
    let folders = entries.filter { $0.kind == .tree }
    guard folders.count <= Limits.modulesPerCatalogMax else {
      throw .rejected(
        Rejection([
          Diagnostic(
            at: SourceLocation(file: place),
            "the catalog has \(folders.count) folders, and \(Limits.modulesPerCatalogMax) is the "
              + "limit", hint: "make several catalogs of it")
        ]))
    }
    return folders
  }

  /// Reads the `module.yaml` of a folder, if it has one.
  private static func manifest(
    of folder: String, _ tree: TreeID, at location: SourceLocation,
    in repository: borrowing Repository
  ) throws(ReadError) -> ModuleManifest? {
    let bytes: [UInt8]
    do throws(GitError) {
      guard let file = try repository.file(at: "\(folder)/module.yaml", in: tree) else {
        return nil
      }
      bytes = try repository.blob(file.blob)
    } catch {
      guard error.kind == .tooLarge else { throw .git(error) }
      throw .rejected(
        Rejection([
          Diagnostic(
            at: location,
            "the file is larger than \(Limits.documentBytesMax) bytes, the most that a module.yaml "
              + "may have", hint: "a module.yaml only describes; put data into files beside it")
        ]))
    }
    do throws(Rejection) {
      let manifest = try PolicyFile.module(bytes, file: location.file)
      let key = manifest.module.key
      guard [key.name.text, key.description].contains(folder) else {
        throw Rejection([
          Diagnostic(
            at: location, "the module in folder \(folder) is \(key)",
            hint: "a module's folder has its name, or NAME@VERSION beside other versions")
        ])
      }
      return manifest
    } catch {
      throw .rejected(error)
    }
  }
}
