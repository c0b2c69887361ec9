import GitStore
import Planning
import Policy
import PolicyFiles
import Unikernel
import Vocabulary

/// A catalog in a folder of the policy repository: one folder for each module.
struct CommittedCatalog: Sendable {
  let tree: TreeID
  let modules: [ModuleName: CatalogModule]

  /// Reads every `module.yaml` in the folders of `tree`, which stands at `path`.
  init(_ tree: TreeID, at path: String, in repository: borrowing Repository) throws {
    var modules: [ModuleName: CatalogModule] = [:]
    var problems: [Diagnostic] = []
    for entry in try repository.entries(of: tree) where entry.kind == .tree && entry.isNameValid {
      let folder = "\(path)/\(entry.name)"
      guard let file = try repository.file(at: "\(entry.name)/module.yaml", in: tree),
        let identity = try repository.subtree(at: entry.name, in: tree)
      else { continue }
      let location = SourceLocation(file: "\(folder)/module.yaml")
      do throws(Rejection) {
        let bytes = try Self.bytes(of: file, at: location, in: repository)
        let manifest = try PolicyFile.module(bytes, file: location.file)
        guard manifest.module.name.text == entry.name else {
          throw Rejection([
            Diagnostic(
              at: location,
              "the module in folder \(entry.name) is named \(manifest.module.name)",
              hint: "a module's folder has its name")
          ])
        }
        modules[manifest.module.name] = CatalogModule(
          manifest: manifest, folder: identity.description)
      } catch {
        problems += error.diagnostics
      }
    }
    guard problems.isEmpty else { throw Rejection(problems) }
    self.tree = tree
    self.modules = modules
  }

  private static func bytes(
    of file: TreeFile, at location: SourceLocation, in repository: borrowing Repository
  ) throws(Rejection) -> [UInt8] {
    do throws(GitError) {
      return try repository.blob(file.blob)
    } catch {
      throw Rejection([Diagnostic(at: location, "the file cannot be read: \(error)")])
    }
  }
}
