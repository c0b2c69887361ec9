/// Something in a tree that is not a plain file or folder, and was passed over.
package struct TreeFinding: Hashable, Sendable, CustomStringConvertible {
  /// What it is.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A symbolic link: it could point out of the repository.
    case symlink
    /// A submodule: its content is not in the repository.
    case submodule
    /// A mode that git does not write.
    case mode
    /// A name that could leave the tree or break a line of output.
    case name
    /// A name that its folder has twice; the first counts.
    case duplicate
    /// Entries that are not in git's order.
    case disorder
    /// Folders nested deeper than `Limits.treeDepthMax`.
    case tooDeep
    /// More entries than `Limits.treeEntriesMax`.
    case tooMany
  }

  /// Where it is.
  package let path: String
  /// What it is.
  package let kind: Kind

  /// Makes a finding.
  package init(_ kind: Kind, at path: String) {
    self.kind = kind
    self.path = path
  }

  /// What is wrong, for a diagnostic at `path`.
  package var description: String {
    switch kind {
    case .symlink: "symbolic links are not followed; commit the file itself"
    case .submodule: "submodules are not followed; commit the files themselves"
    case .mode: "the file mode is not one that git writes"
    case .name: "the name is not allowed in a policy tree"
    case .duplicate: "the folder has two entries of this name"
    case .disorder: "the folder's entries are not in git's order; make the commit with git"
    case .tooDeep: "folders are nested deeper than the limit"
    case .tooMany: "the tree has more entries than the limit"
    }
  }
}
