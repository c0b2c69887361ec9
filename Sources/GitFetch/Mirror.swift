package import Vocabulary

/// A pinned commit of another repository, here on this machine.
package struct Mirror: Hashable, Sendable {
  /// The bare repository that holds it.
  package let repositoryPath: String
  /// The commit's tree.
  package let tree: TreeID
}
