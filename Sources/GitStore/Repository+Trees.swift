import CLibgit2
package import Vocabulary

extension Repository {
  /// Bytes of the longest tree object that is read.
  private static let treeBytesMax = 64 << 20

  /// Reads the entries of one tree object as they are, hostile ones included.
  package borrowing func entries(of tree: TreeID) throws(GitError) -> [TreeEntry] {
    let bytes = try treeBytes(tree)
    guard let entries = TreeEntry.parse(bytes) else { throw Self.cutOff(tree) }
    return entries
  }

  /// Reads one tree object to look up or change few of its entries.
  package borrowing func table(of tree: TreeID) throws(GitError) -> TreeTable {
    guard let table = TreeTable(try treeBytes(tree)) else { throw Self.cutOff(tree) }
    return table
  }

  private static func cutOff(_ tree: TreeID) -> GitError {
    GitError(.malformedObject, .readTree, tree.hex, "it ends inside an entry")
  }

  /// Reads a tree object.
  borrowing func treeBytes(_ tree: TreeID) throws(GitError) -> [UInt8] {
    try object(tree, kind: GIT_OBJECT_TREE, limit: Self.treeBytesMax, during: .readTree)
  }

  borrowing func folder(_ tree: TreeID, at path: String) throws(GitError) -> TreeFolder {
    TreeFolder(try entries(of: tree), at: path)
  }

  /// Lists the files of `tree` below `path` in the order of their paths, and what it passed over.
  ///
  /// - Complexity: O(n) with an explicit stack, at most `Limits.treeEntriesMax` entries and
  ///   `Limits.treeDepthMax` folders deep.
  package borrowing func listing(
    of tree: TreeID, below path: String = ""
  ) throws(GitError) -> TreeListing {
    var listing = TreeListing()
    guard let root = path.isEmpty ? tree : try subtree(at: path, in: tree) else { return listing }
    var count = 0
    let top = path.isEmpty ? "" : path + "/"
    let folder = try folder(root, at: top)
    listing.findings += folder.findings
    var stack = [(path: top, rest: folder.entries[...])]
    while let (prefix, entry) = stack.popNext() {
      count += 1
      guard count <= Limits.treeEntriesMax else {
        listing.findings.append(TreeFinding(.tooMany, at: prefix))
        break
      }
      let path = prefix + entry.name
      if entry.kind == .tree {
        guard stack.count < Limits.treeDepthMax else {
          listing.findings.append(TreeFinding(.tooDeep, at: path))
          continue
        }
        let folder = try self.folder(entry.tree, at: path + "/")
        listing.findings += folder.findings
        stack.append((path + "/", folder.entries[...]))
      } else if let file = TreeFile(entry, at: path) {
        listing.files.append(file)
      }
    }
    return listing
  }

  /// The file at `path`, or `nil` if there is none: a link is not a file.
  package borrowing func file(
    at path: String, in tree: TreeID
  ) throws(GitError) -> TreeFile? {
    try entry(at: path, in: tree).flatMap { TreeFile($0, at: path) }
  }

  /// The tree of the folder at `path`, or `nil` if there is none; `tree` itself for "".
  package borrowing func subtree(
    at path: String, in tree: TreeID
  ) throws(GitError) -> TreeID? {
    if path.isEmpty { return tree }
    guard let entry = try entry(at: path, in: tree), entry.kind == .tree else { return nil }
    return entry.tree
  }

  private borrowing func entry(
    at path: String, in tree: TreeID
  ) throws(GitError) -> TreeEntry? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= Limits.treeDepthMax else { return nil }
    var (tree, found) = (Optional(tree), TreeEntry?.none)
    for part in parts {
      guard let folder = tree else { return nil }
      found = try entries(of: folder).first { $0.name == part && $0.isNameValid }
      tree = found.flatMap { $0.kind == .tree ? $0.tree : nil }
      if found == nil { return nil }
    }
    return found
  }
}

extension TreeFile {
  /// Makes a file of an entry that is one.
  init?(_ entry: TreeEntry, at path: String) {
    guard entry.kind == .file || entry.kind == .executable else { return nil }
    self.init(path: path, blob: entry.blob, isExecutable: entry.kind == .executable)
  }
}

extension [(path: String, rest: ArraySlice<TreeEntry>)] {
  /// Takes the next entry of the deepest folder that has one, and its folder's path.
  fileprivate mutating func popNext() -> (path: String, entry: TreeEntry)? {
    while let last = indices.last {
      if let entry = self[last].rest.popFirst() { return (self[last].path, entry) }
      removeLast()
    }
    return nil
  }
}
