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
      if let edits = try edits(of: pair) {
        for (old, new) in edits { note(old, new, in: pair, &result, &stack) }
        continue
      }
      let older = try pair.old.map { tree throws(GitError) in try folder(tree, at: pair.path) }
      let newer = try pair.new.map { tree throws(GitError) in try folder(tree, at: pair.path) }
      result.findings += newer?.findings ?? []
      count += (older?.entries.count ?? 0) + (newer?.entries.count ?? 0)
      guard count <= 2 * Limits.treeEntriesMax else {
        result.findings.append(TreeFinding(.tooMany, at: pair.path))
        break
      }
      Self.compare(older?.entries ?? [], newer?.entries ?? []) { left, right in
        note(left, right, in: pair, &result, &stack)
      }
    }
    result.changes.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return result
  }

  /// The entries that differ when two folders have the same names and modes, and only ids differ,
  /// as after an edit; `nil` when the folders have to be looked at in full.
  ///
  /// Equal entries are compared as bytes: a folder of a thousand files costs microseconds. What is
  /// wrong with names or modes is wrong on both sides, and was found when the older one was read.
  private borrowing func edits(
    of pair: Pair
  ) throws(GitError) -> [(old: TreeEntry, new: TreeEntry)]? {
    guard let old = pair.old, let new = pair.new else { return nil }
    return TreeEntry.edits(from: try treeBytes(old), to: try treeBytes(new))
  }

  /// Notes one entry that differs, and the folders behind it to compare.
  private borrowing func note(
    _ left: TreeEntry?, _ right: TreeEntry?, in pair: Pair, _ result: inout TreeChanges,
    _ stack: inout [Pair]
  ) {
    let path = pair.path + ((right ?? left)?.name ?? "")
    let (before, after) = (
      left.flatMap { TreeFile($0, at: path) }, right.flatMap { TreeFile($0, at: path) }
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
