import GitStore
import Planning
import Policy
import Vocabulary

/// Reads the catalogs that a fleet names, and remembers those that it has read.
struct CatalogReader: Sendable {
  /// All catalogs of a fleet together.
  struct Result: Sendable {
    /// Their modules.
    var catalog = ModuleCatalog([:])
    /// Where the files of each module are.
    var folders: [ModuleName: ModuleFolder] = [:]
    /// The folders of the repository that are catalogs.
    var committedFolders: Set<String> = []
  }

  private var shipped: [CatalogName: ShippedCatalog] = [:]
  /// The newest catalog at each path.
  private var committed: [String: CommittedCatalog] = [:]
  /// What was made of which trees.
  private var last: (trees: [CatalogReference.Source: TreeID?], result: Result)?

  init() {}

  /// Reads the catalogs, in order of precedence.
  mutating func read(
    _ references: [CatalogReference], in tree: borrowing PolicyTree
  ) throws -> Result {
    var trees: [CatalogReference.Source: TreeID?] = [:]
    for reference in references {
      guard case .folder(let path) = reference.source else {
        trees[reference.source] = .some(nil)
        continue
      }
      trees[reference.source] = .some(try tree.folder(path))
    }
    if let last, last.trees == trees { return last.result }
    let result = try assemble(references, in: tree)
    last = (trees, result)
    return result
  }

  private mutating func assemble(
    _ references: [CatalogReference], in tree: borrowing PolicyTree
  ) throws -> Result {
    var modules: [ModuleName: CatalogModule] = [:]
    var result = Result()
    for reference in references {
      switch reference.source {
      case .git(let source):
        throw Rejection([
          Diagnostic(
            at: reference.location, "catalog \(reference.name) is in \(source.url)",
            hint: "copy it into a folder of this repository")
        ])
      case .shipped:
        let catalog = try shippedCatalog(reference)
        modules.merge(catalog.modules) { first, _ in first }
        result.folders.merge(catalog.folders) { first, _ in first }
      case .folder(let path):
        result.committedFolders.insert(path)
        let catalog = try committedCatalog(at: path, reference, in: tree)
        modules.merge(catalog.modules) { first, _ in first }
        result.folders.merge(catalog.modules.keys.map { ($0, .committed("\(path)/\($0)")) }) {
          first, _ in first
        }
      }
    }
    result.catalog = ModuleCatalog(modules)
    committed = committed.filter { result.committedFolders.contains($0.key) }
    return result
  }

  private mutating func shippedCatalog(
    _ reference: CatalogReference
  ) throws(Rejection) -> ShippedCatalog {
    if let known = shipped[reference.name] { return known }
    guard let catalog = try ShippedCatalog(named: reference.name) else {
      throw Rejection([
        Diagnostic(
          at: reference.location, "this release of merlon ships no catalog \(reference.name)",
          hint: "it ships applications and mechanisms; give a `folder` for one of your own")
      ])
    }
    shipped[reference.name] = catalog
    return catalog
  }

  private mutating func committedCatalog(
    at path: String, _ reference: CatalogReference, in tree: borrowing PolicyTree
  ) throws -> CommittedCatalog {
    guard let folder = try tree.folder(path) else {
      throw Rejection([
        Diagnostic(
          at: reference.location, "the repository has no folder \(path)",
          hint: "a catalog holds one folder with a module.yaml for each module")
      ])
    }
    if let known = committed[path], known.tree == folder { return known }
    let catalog = try CommittedCatalog(folder, at: path, in: tree.repository)
    committed[path] = catalog
    return catalog
  }
}
