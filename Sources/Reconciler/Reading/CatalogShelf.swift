import GitStore
import Policy
import Vocabulary

/// Where a catalog stands in a git tree, and how messages name that place.
struct CatalogShelf {
  private let reference: CatalogReference
  private let folder: String
  /// What is said to hold the folder.
  private let holder: String
  /// What the paths in messages begin with: the folder with its final `/`, or
  /// `NAME@COMMIT:FOLDER/` in another repository.
  let place: String

  init(_ reference: CatalogReference) {
    self.reference = reference
    switch reference.source {
    case .git(let source):
      folder = source.folder
      holder = "commit \(source.commit.short) of \(source.url)"
      place = "\(reference.name)@\(source.commit.short):" + (folder.isEmpty ? "" : folder + "/")
    case .folder(let path):
      folder = path
      holder = "the repository"
      place = path + "/"
    case .shipped: preconditionFailure("a shipped catalog is in no git tree")
    }
  }

  /// Reads the catalog, unless `known` has it.
  func catalog(
    in tree: TreeID, of repository: borrowing Repository, _ known: [String: CommittedCatalog]
  ) throws(ReadError) -> CommittedCatalog {
    let found: TreeID?
    do throws(GitError) { found = try repository.subtree(at: folder, in: tree) } catch {
      throw .git(error)
    }
    guard let found else {
      throw .rejected(
        Rejection([
          Diagnostic(
            at: reference.location, "\(holder) has no folder \(folder)",
            hint: "a catalog holds one folder with a module.yaml for each module")
        ]))
    }
    if let same = known[place], same.tree == found { return same }
    return try CommittedCatalog(found, at: place, in: repository)
  }
}
