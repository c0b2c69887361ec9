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
    for path in Self.paths(of: document, catalog) {
      paths.insert(path)
      users[path, default: []].insert(document.key)
    }
  }

  /// Forgets those of a document that was noted under the same catalog.
  mutating func remove(_ document: Document, _ catalog: ModuleCatalog) {
    for path in Self.paths(of: document, catalog) {
      users[path]?.remove(document.key)
      guard users[path]?.isEmpty == true else { continue }
      users[path] = nil
      paths.remove(path)
    }
  }

  /// The documents that name a folder.
  func users(of path: String) -> [DocumentKey] { users[path].map(Array.init) ?? [] }

  private static func paths(of document: Document, _ catalog: ModuleCatalog) -> Set<String> {
    var paths: Set<String> = []
    for (module, entry) in document.specification.entries {
      for demand in entry.demands where catalog.isFolder(demand.setting.option, of: module) {
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
