import HashTreeCollections
import Policy
import Unikernel
import Vocabulary

/// The folders of the repository that options of type directory name, and who names them: what is
/// in them is sealed into images, not read as policy.
struct SealedFolders: Sendable {
  /// The paths that documents name.
  private(set) var paths: TreeSet<String> = []
  private var users: TreeDictionary<String, TreeSet<DocumentKey>> = [:]

  /// Notes the folders that a document names.
  mutating func insert(_ document: Document, _ catalog: ModuleCatalog) {
    for path in Self.paths(of: document, catalog) { insert(document.key, at: path) }
  }

  /// Forgets what the documents `removed` name, noted under a catalog of the same options, and
  /// notes what `added` name; what a document names before and after is not touched.
  mutating func replace(_ removed: [Document], with added: [Document], _ catalog: ModuleCatalog) {
    guard !removed.isEmpty else {
      for document in added { insert(document, catalog) }
      return
    }
    var before: [DocumentKey: Set<String>] = [:]
    var after: [DocumentKey: Set<String>] = [:]
    for document in removed { before[document.key] = Self.paths(of: document, catalog) }
    for document in added {
      after[document.key, default: []].formUnion(Self.paths(of: document, catalog))
    }
    for (key, paths) in before {
      for path in paths where after[key]?.contains(path) != true { remove(key, at: path) }
    }
    for (key, paths) in after {
      for path in paths where before[key]?.contains(path) != true { insert(key, at: path) }
    }
  }

  private mutating func insert(_ key: DocumentKey, at path: String) {
    paths.insert(path)
    users[path, default: []].insert(key)
  }

  private mutating func remove(_ key: DocumentKey, at path: String) {
    users[path]?.remove(key)
    guard users[path]?.isEmpty == true else { return }
    users[path] = nil
    paths.remove(path)
  }

  /// The documents that name a folder.
  func users(of path: String) -> [DocumentKey] { users[path].map(Array.init) ?? [] }

  private static func paths(of document: Document, _ catalog: ModuleCatalog) -> Set<String> {
    var paths: Set<String> = []
    for (module, entry) in document.specification.entries {
      guard let options = catalog.folderOptions[module] else { continue }
      for demand in entry.demands where options.contains(demand.setting.option) {
        guard case .string(let text) = demand.setting.value,
          let path = RelativePath.checked(text)
        else { continue }
        paths.insert(path)
      }
    }
    return paths
  }
}

extension Document {
  /// The modules and options that the document asks for.
  fileprivate var specification: Specification {
    switch self {
    case .image(let image): image.specification
    case .requirement(let requirement): requirement.specification
    case .fleet, .host: Specification()
    }
  }
}
