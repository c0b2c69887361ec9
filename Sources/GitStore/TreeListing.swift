/// All files of a tree, in the order of their paths.
package struct TreeListing: Hashable, Sendable {
  /// The files.
  package var files: [TreeFile] = []
  /// What was passed over.
  package var findings: [TreeFinding] = []

  /// Makes an empty listing.
  package init() {}
}
