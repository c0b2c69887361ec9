package import Vocabulary

/// A file of a tree.
package struct TreeFile: Hashable, Sendable {
  /// Its path from the root of the tree, with `/` between its parts.
  package let path: String
  /// Its content.
  package let blob: BlobID
  /// Tells whether it may be executed.
  package let isExecutable: Bool

  /// Makes a file.
  package init(path: String, blob: BlobID, isExecutable: Bool = false) {
    self.path = path
    self.blob = blob
    self.isExecutable = isExecutable
  }
}
