import GitFetch
import GitStore
import Planning
import Policy
import Unikernel
import Vocabulary

/// Reads the catalogs that a fleet names, and remembers those that it has read.
///
/// Never uses a network: what is pinned in other repositories must have been fetched.
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

  /// What a result was made of; a pin or a release stands for its tree.
  private struct Ingredient: Hashable {
    let name: CatalogName
    let source: CatalogReference.Source
    let tree: TreeID?
  }

  private var shipped: [CatalogName: ShippedCatalog] = [:]
  /// The catalogs of the last fleet, by the place that their messages name.
  private var committed: [String: CommittedCatalog] = [:]
  private var last: (ingredients: Set<Ingredient>, result: Result)?

  init() {}

  /// Reads the catalogs; their order decides nothing.
  ///
  /// - Throws: `ReadError.rejected` with all that is wrong with them; `ReadError.absent` with all
  ///   that have to be fetched; `ReadError.git`; `ReadError.unavailable`.
  mutating func read(
    _ references: [CatalogReference], in tree: borrowing PolicyTree
  ) throws(ReadError) -> Result {
    let mirrors = Mirrors(folder: CatalogFetcher.folder(of: tree.repository))
    var ingredients: Set<Ingredient> = []
    var isWhole = true
    for reference in references {
      var folder: TreeID?
      switch reference.source {
      case .shipped: break
      case .folder(let path):
        folder = try ReadError.own { () throws(GitError) in try tree.folder(path) }
      // Somebody may have cleared the cache.
      case .git(let source): isWhole = isWhole && mirrors.hasCopy(for: source)
      }
      ingredients.insert(Ingredient(name: reference.name, source: reference.source, tree: folder))
    }
    if isWhole, let last, last.ingredients == ingredients { return last.result }
    let result = try assemble(references, in: tree, mirrors)
    last = (ingredients, result)
    return result
  }

  private mutating func assemble(
    _ references: [CatalogReference], in tree: borrowing PolicyTree, _ mirrors: Mirrors
  ) throws(ReadError) -> Result {
    var union = CatalogUnion()
    var result = Result()
    var absent: [CatalogReference] = []
    var problems: [Diagnostic] = []
    let known = committed
    committed = [:]
    for reference in references {
      do throws(ReadError) {
        if case .shipped = reference.source {
          let catalog = try shippedCatalog(reference)
          problems += union.add(catalog.modules, catalog.folders, of: reference)
          continue
        }
        if case .folder(let path) = reference.source { result.committedFolders.insert(path) }
        let catalog = try committedCatalog(reference, in: tree, mirrors, known)
        problems += union.add(catalog.modules, catalog.folders, of: reference)
      } catch {
        switch error {
        case .rejected(let rejection): problems += rejection.diagnostics
        case .absent(let some): absent += some
        case .git, .unavailable: throw error
        }
      }
    }
    guard problems.isEmpty else { throw .rejected(Rejection(problems)) }
    guard absent.isEmpty else { throw .absent(absent) }
    result.catalog = ModuleCatalog(union.modules)
    result.folders = union.folders
    return result
  }

  private mutating func shippedCatalog(
    _ reference: CatalogReference
  ) throws(ReadError) -> ShippedCatalog {
    if let known = shipped[reference.name] { return known }
    guard let catalog = try ShippedCatalog(named: reference.name) else {
      throw .rejected(
        Rejection([
          Diagnostic(
            at: reference.location, "this release of merlon ships no catalog \(reference.name)",
            hint: "it ships applications and mechanisms; give a `folder` or `git` for your own")
        ]))
    }
    shipped[reference.name] = catalog
    return catalog
  }

  private mutating func committedCatalog(
    _ reference: CatalogReference, in tree: borrowing PolicyTree, _ mirrors: Mirrors,
    _ known: [String: CommittedCatalog]
  ) throws(ReadError) -> CommittedCatalog {
    let shelf = CatalogShelf(reference)
    guard case .git(let source) = reference.source else {
      let catalog = try shelf.catalog(in: tree.tree, of: tree.repository, known)
      committed[shelf.place] = catalog
      return catalog
    }
    guard let mirror = try ReadError.own({ () throws(GitError) in try mirrors.find(source) })
    else { throw .absent([reference]) }
    let repository: Repository
    do throws(GitError) { repository = try Repository(openingAt: mirror.repositoryPath) } catch {
      throw .git(error)
    }
    let catalog = try shelf.catalog(in: mirror.tree, of: repository, known)
    committed[shelf.place] = catalog
    return catalog
  }
}
