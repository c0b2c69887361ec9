package import Vocabulary

extension Repository {
  /// Finds the files that differ between two trees, in the order of their paths; `nil` for `old`
  /// means that everything was added.
  ///
  /// Descends only where tree ids differ: `git_diff_tree_to_tree` would read both trees whole.
  package borrowing func changes(
    from old: TreeID?, to new: TreeID
  ) throws(GitError) -> TreeChanges {
    var result = TreeChanges()
    if old == new { return result }
    var stack = [Pair(path: "", depth: 1, old: old, new: new)]
    var count = 0
    while let pair = stack.popLast() {
      let older = try pair.old.map { tree throws(GitError) in try folder(tree, at: pair.path) }
      let newer = try pair.new.map { tree throws(GitError) in try folder(tree, at: pair.path) }
      result.findings += newer?.findings ?? []
      count += (older?.entries.count ?? 0) + (newer?.entries.count ?? 0)
      guard count <= 2 * Limits.treeEntriesMax else {
        result.findings.append(TreeFinding(.tooMany, at: pair.path))
        break
      }
      Self.compare(older?.entries ?? [], newer?.entries ?? []) { left, right in
        let path = pair.path + ((right ?? left)?.name ?? "")
        let (before, after) = (
          left.flatMap { TreeFile($0, at: path) },
          right.flatMap { TreeFile($0, at: path) }
        )
        if before != nil || after != nil {
          result.changes.append(PathChange(path: path, old: before, new: after))
        }
        let trees = (left.flatMap(\.folder), right.flatMap(\.folder))
        guard trees.0 != nil || trees.1 != nil else { return }
        guard pair.depth < Limits.treeDepthMax else {
          result.findings.append(TreeFinding(.tooDeep, at: path))
          return
        }
        stack.append(Pair(path: path + "/", depth: pair.depth + 1, old: trees.0, new: trees.1))
      }
    }
    result.changes.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return result
  }

  /// A folder to compare; at least one side is there.
  private struct Pair {
    let path: String
    let depth: Int
    let old: TreeID?
    let new: TreeID?
  }

  /// Calls `body` with each entry of two ordered folders that the other lacks or has differently.
  ///
  /// A file and a folder of one name come apart in git's order, and so as two calls.
  private static func compare(
    _ old: [TreeEntry], _ new: [TreeEntry],
    _ body: (_ old: TreeEntry?, _ new: TreeEntry?) -> Void
  ) {
    var (left, right) = (old[...], new[...])
    while let first = left.first, let second = right.first {
      if first == second {
        left.removeFirst()
        right.removeFirst()
      } else if TreeFolder.precedes(first, second) {
        body(left.removeFirst(), nil)
      } else if TreeFolder.precedes(second, first) {
        body(nil, right.removeFirst())
      } else {
        body(left.removeFirst(), right.removeFirst())
      }
    }
    for entry in left { body(entry, nil) }
    for entry in right { body(nil, entry) }
  }
}

extension TreeEntry {
  /// The tree behind an entry that is a folder.
  fileprivate var folder: TreeID? { kind == .tree ? tree : nil }
}
