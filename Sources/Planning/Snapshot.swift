import HashTreeCollections
package import Policy
package import Vocabulary

/// Everything that a plan is a function of, apart from the time, as one commit has it.
///
/// Shares its structure with the snapshot that it was made of.
package struct Snapshot: Sendable {
  /// Nothing: what the first commit is a change of.
  package static let empty = Snapshot()

  /// The documents.
  package private(set) var policy = PolicySet.empty
  /// The modules of the catalogs that the fleet names.
  package private(set) var catalog = ModuleCatalog([])
  private var sealed = SealedFolders()
  private var trees: TreeDictionary<String, TreeID> = [:]
  private var oddities: TreeDictionary<String, [Diagnostic]> = [:]

  private init() {}

  /// The snapshot after documents and catalogs changed; set the folders that changed next.
  ///
  /// - Throws: `Rejection` when the documents do not go together.
  /// - Complexity: O(change), and O(documents) when another option names a folder.
  package func applying(
    _ change: PolicyChange, catalog: ModuleCatalog
  ) throws(Rejection) -> Snapshot {
    var next = sealing(change, catalog: catalog)
    try next.adopt(change)
    return next
  }

  /// The first half of `applying`: the catalogs, and the folders that the documents seal, whether
  /// or not they go together.
  package func sealing(_ change: PolicyChange, catalog: ModuleCatalog) -> Snapshot {
    var next = self
    next.catalog = catalog
    if self.catalog === catalog || self.catalog.folderOptions == catalog.folderOptions {
      next.sealed.replace(
        change.removed.compactMap(policy.document), with: change.added, catalog)
    } else {
      next.sealed = SealedFolders()
      let removed = Set(change.removed)
      policy.forEachDocument { document in
        if !removed.contains(document.key) { next.sealed.insert(document, catalog) }
      }
      for document in change.added { next.sealed.insert(document, catalog) }
    }
    return next
  }

  /// The second half of `applying`: the documents.
  package mutating func adopt(_ change: PolicyChange) throws(Rejection) {
    policy = try policy.applying(change)
  }

  /// Notes which tree the folder at a path is; `nil` when there is none.
  package mutating func setFolder(_ path: String, _ tree: TreeID?) { trees[path] = tree }

  /// Notes what is odd about the text of a file, and refuses nothing.
  package mutating func setWarnings(_ warnings: [Diagnostic], of file: String) {
    oddities[file] = warnings.isEmpty ? nil : warnings
  }

  /// What is odd about the text of files.
  var fileWarnings: [Diagnostic] { oddities.values.flatMap(\.self) }
}

// MARK: - Sealed folders

extension Snapshot {
  /// The folder at a path that an option names, or `nil` if there is none.
  package func folder(_ path: String) -> TreeID? { trees[path] }

  /// The paths of all folders that are sealed into images, in order.
  package var sealedPaths: [String] {
    Set(sealed.paths).union(catalog.defaultFolders.keys).sorted()
  }

  /// The paths that are sealed here or in `other`, and not in both.
  ///
  /// - Complexity: O(the difference), because the sets share their structure.
  package func sealedPaths(differingFrom other: Snapshot) -> Set<String> {
    var paths = Set(sealed.paths.symmetricDifference(other.sealed.paths))
    if catalog !== other.catalog {
      paths.formUnion(
        Set(catalog.defaultFolders.keys).symmetricDifference(other.catalog.defaultFolders.keys))
    }
    return paths.filter { isSealed($0) != other.isSealed($0) }
  }

  /// The innermost sealed folders first: those among a path and the folders above it.
  package func sealedFolders(above path: String) -> [String] {
    var found: [String] = []
    var end = path.endIndex
    while true {
      let folder = String(path[..<end])
      if isSealed(folder) { found.append(folder) }
      guard let slash = path[..<end].lastIndex(of: "/") else { return found }
      end = slash
    }
  }

  /// Tells whether the folder at a path is sealed into images.
  package func isSealed(_ path: String) -> Bool {
    sealed.paths.contains(path) || catalog.defaultFolders[path] != nil
  }

  /// The names of the images that a sealed folder's content can affect.
  func images(sealing path: String) -> Set<ImageName> {
    var names: Set<ImageName> = []
    for user in sealed.users(of: path) { names.formUnion(images(dependingOn: user)) }
    for module in catalog.defaultFolders[path] ?? [] {
      for requirer in catalog.requirers(of: module) {
        names.formUnion(policy.images(askingFor: requirer))
      }
    }
    return names
  }

  /// The names of the images that a document speaks of.
  func images(dependingOn key: DocumentKey) -> [ImageName] {
    switch key {
    case .image(let name): return [name]
    case .requirement(let name):
      return policy.requirement(name).map { policy.images(matching: $0.selector) } ?? []
    case .fleet, .host: return []
    }
  }
}
