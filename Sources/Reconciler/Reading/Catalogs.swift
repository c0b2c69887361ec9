import GitFetch
import GitStore
import Keys
import Planning
import Policy
import Unikernel
import Vocabulary

/// Reads the catalogs that a fleet names, and remembers them.
///
/// Never uses a network: what is pinned in other repositories must have been fetched.
struct Catalogs: Sendable {
  /// What the catalogs of one fleet hold together.
  struct Contents: Sendable {
    /// Their modules.
    fileprivate(set) var catalog = ModuleCatalog([])
    /// What tells them from those of other catalogs.
    fileprivate(set) var digest = Digest.sha256("")
    /// Where the files of each module are.
    fileprivate(set) var folders: [ModuleKey: ModuleFolder] = [:]
    /// The folders of the policy repository that are catalogs.
    fileprivate(set) var paths: Set<String> = []
    fileprivate var modules: [ModuleKey: CatalogModule] = [:]
    /// Which catalog each module is from.
    fileprivate var owners: [ModuleKey: CatalogName] = [:]
  }

  private typealias Part = (
    modules: [ModuleKey: CatalogModule], folders: [ModuleKey: ModuleFolder]
  )

  private var shipped: [CatalogName: ShippedCatalog] = [:]
  /// The catalogs of the last fleet, by the place that their messages name.
  private var committed: [String: CommittedCatalog] = [:]
  /// What was made of which trees.
  private var last: (sources: [Source], contents: Contents)?

  /// A catalog and, in the policy repository, the tree that it is.
  private struct Source: Hashable {
    let reference: CatalogReference
    let tree: TreeID?
  }

  /// Reads the catalogs that `references` name; folders are those of `tree`.
  ///
  /// - Throws: `ReadError.rejected` with all that is wrong with them; `ReadError.absent` with all
  ///   that have to be fetched; `ReadError.git`.
  mutating func contents(
    of references: [CatalogReference], tree: TreeID, in repository: borrowing Repository
  ) throws(ReadError) -> Contents {
    let sources = try Self.sources(of: references, tree, repository)
    if let last, last.sources == sources { return last.contents }
    let contents = try read(references, tree, repository)
    last = (sources, contents)
    return contents
  }

  private static func sources(
    of references: [CatalogReference], _ tree: TreeID, _ repository: borrowing Repository
  ) throws(ReadError) -> [Source] {
    var sources: [Source] = []
    for reference in references {
      var folder: TreeID?
      if case .folder(let path) = reference.source {
        folder = try ReadError.own { () throws(GitError) in
          try repository.subtree(at: path, in: tree)
        }
      }
      sources.append(Source(reference: reference, tree: folder))
    }
    return sources
  }

  private mutating func read(
    _ references: [CatalogReference], _ tree: TreeID, _ repository: borrowing Repository
  ) throws(ReadError) -> Contents {
    var contents = Contents()
    var absent: [CatalogReference] = []
    var problems: [Diagnostic] = []
    let known = committed
    committed = [:]
    for reference in references {
      do throws(ReadError) {
        if case .folder(let path) = reference.source { contents.paths.insert(path) }
        let part = try part(reference, tree, in: repository, known)
        problems += contents.add(part.modules, part.folders, of: reference)
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
    contents.catalog = ModuleCatalog(contents.modules.values)
    contents.digest = .sha256(
      contents.modules.map { "\($0.key) \($0.value.folder)\n" }.sorted().joined())
    return contents
  }

  private mutating func part(
    _ reference: CatalogReference, _ tree: TreeID, in repository: borrowing Repository,
    _ known: [String: CommittedCatalog]
  ) throws(ReadError) -> Part {
    let catalog: CommittedCatalog
    switch reference.source {
    case .shipped:
      let catalog = try shippedCatalog(reference)
      return (catalog.modules, catalog.folders)
    case .folder(let path):
      catalog = try read(path, of: tree, place: "\(path)/", reference, in: repository, known)
    case .git(let source):
      let mirrors = Mirrors(folder: CatalogFetcher.folder(of: repository))
      guard let mirror = try ReadError.own({ () throws(GitError) in try mirrors.find(source) })
      else { throw .absent([reference]) }
      let fetched: Repository
      do throws(GitError) {
        fetched = try Repository(openingAt: mirror.repositoryPath)
      } catch {
        throw .git(error)
      }
      let folder = source.folder.isEmpty ? "" : source.folder + "/"
      catalog = try read(
        source.folder, of: mirror.tree,
        place: "\(reference.name)@\(source.commit.short):\(folder)", reference, in: fetched, known)
    }
    return (catalog.modules, catalog.folders)
  }

  private mutating func read(
    _ path: String, of tree: TreeID, place: String, _ reference: CatalogReference,
    in repository: borrowing Repository, _ known: [String: CommittedCatalog]
  ) throws(ReadError) -> CommittedCatalog {
    guard
      let folder = try ReadError.own({ () throws(GitError) in
        try repository.subtree(at: path, in: tree)
      })
    else {
      let holder =
        if case .git(let source) = reference.source {
          "commit \(source.commit.short) of \(source.url)"
        } else { "the repository" }
      throw .rejected(
        Rejection([
          Diagnostic(
            at: reference.location, "\(holder) has no folder \(path)",
            hint: "a catalog holds one folder with a module.yaml for each module")
        ]))
    }
    let catalog =
      if let same = known[place], same.tree == folder { same } else {
        try CommittedCatalog(folder, at: place, in: repository)
      }
    committed[place] = catalog
    return catalog
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
}

extension Catalogs.Contents {
  /// Adds the modules of one catalog, and returns what contradicts those of others.
  ///
  /// A module in two catalogs is an error unless it is the same to the byte. If the order of
  /// catalogs decided, a catalog could put its own code in the place of a mechanism that was
  /// reviewed elsewhere, or lose its newer one to a forgotten copy, and no plan would show it.
  fileprivate mutating func add(
    _ modules: [ModuleKey: CatalogModule], _ folders: [ModuleKey: ModuleFolder],
    of reference: CatalogReference
  ) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    for (key, module) in modules {
      guard let present = self.modules[key] else {
        self.modules[key] = module
        self.folders[key] = folders[key]
        owners[key] = reference.name
        continue
      }
      guard present.folder != module.folder else { continue }
      let owner = owners[key].map { "\($0)" } ?? "another"
      problems.append(
        Diagnostic(
          at: reference.location,
          "module \(key) is in catalog \(owner) and, differently, in catalog \(reference.name)",
          hint: "rename one of the two modules, or leave one of the catalogs out: the order of "
            + "catalogs does not decide what is compiled in"))
    }
    return problems
  }
}
