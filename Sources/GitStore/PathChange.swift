/// A file that differs between two trees.
package struct PathChange: Hashable, Sendable {
  /// Its path, the same on both sides.
  package let path: String
  /// What it was; `nil` if it was added.
  package let old: TreeFile?
  /// What it is; `nil` if it was removed.
  package let new: TreeFile?

  /// Makes a change of one path; at least one side is there.
  package init(path: String, old: TreeFile?, new: TreeFile?) {
    self.path = path
    self.old = old
    self.new = new
  }
}
