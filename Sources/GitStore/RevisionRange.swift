package import Vocabulary

/// The commits after `base` up to `head`.
package struct RevisionRange: Hashable, Sendable {
  /// The commit before the first; `nil` means from the beginning.
  package let base: CommitID?
  /// The last commit.
  package let head: CommitID

  /// Makes a range.
  package init(base: CommitID?, head: CommitID) {
    self.base = base
    self.head = head
  }
}
