/// What differs between two trees, in the order of the paths.
package struct TreeChanges: Hashable, Sendable {
  /// The files that differ.
  package var changes: [PathChange] = []
  /// What was passed over in the folders of the newer tree that differ.
  package var findings: [TreeFinding] = []

  /// Makes an empty list.
  package init() {}
}
