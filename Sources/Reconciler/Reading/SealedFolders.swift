import GitStore
import Planning
import Policy
import Unikernel
import Vocabulary

/// The folders of the repository that options of type directory name: what is in them is sealed
/// into images, not read as policy.
struct SealedFolders {
  /// The paths that documents and defaults name.
  let paths: [String]

  init(
    _ parsed: [String: Result<[Document], Rejection>], modules: [ModuleName: CatalogModule]
  ) {
    var paths: Set<String> = []
    func note(_ value: OptionValue?) {
      guard case .string(let text) = value, let path = RelativePath.checked(text) else { return }
      paths.insert(path)
    }
    for module in modules.values.map(\.manifest.module) {
      for option in module.options.values where option.type == .directory {
        note(option.defaultValue)
      }
    }
    for document in parsed.values.compactMap({ try? $0.get() }).joined() {
      for (name, entry) in Self.specification(of: document).entries {
        for demand in entry.demands
        where modules[name]?.manifest.module.options[demand.setting.option]?.type == .directory {
          note(demand.setting.value)
        }
      }
    }
    self.paths = paths.sorted()
  }

  /// The trees of those folders that are there.
  func trees(
    in root: TreeID, of repository: borrowing Repository
  ) throws(GitError) -> [String: TreeID] {
    var trees: [String: TreeID] = [:]
    for path in paths { trees[path] = try repository.subtree(at: path, in: root) }
    return trees
  }

  private static func specification(of document: Document) -> Specification {
    switch document {
    case .image(let image): image.specification
    case .requirement(let requirement): requirement.specification
    case .fleet, .host: Specification()
    }
  }
}
