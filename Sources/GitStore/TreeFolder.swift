import Vocabulary

/// One folder of a tree after the entries that are not files or folders were sorted out.
struct TreeFolder {
  /// The safe entries in git's order, no name twice.
  let entries: [TreeEntry]
  /// What was left out.
  let findings: [TreeFinding]

  static let empty = TreeFolder([], at: "")

  /// Sorts out the entries of the folder at `path`, which ends in `/` or is empty.
  init(_ raw: [TreeEntry], at path: String) {
    var entries: [TreeEntry] = []
    var findings: [TreeFinding] = []
    var names = Set<String>(minimumCapacity: raw.count)
    entries.reserveCapacity(raw.count)
    var isOrdered = true
    for entry in raw {
      if let kind = Self.objection(to: entry) {
        findings.append(TreeFinding(kind, at: path + entry.name))
      } else if !names.insert(entry.name).inserted {
        findings.append(TreeFinding(.duplicate, at: path + entry.name))
      } else {
        if let last = entries.last, !Self.precedes(last, entry) { isOrdered = false }
        entries.append(entry)
      }
    }
    if !isOrdered {
      findings.append(TreeFinding(.disorder, at: path))
      entries.sort(by: Self.precedes)
    }
    self.entries = entries
    self.findings = findings
  }

  private static func objection(to entry: TreeEntry) -> TreeFinding.Kind? {
    guard entry.isNameValid else { return .name }
    return switch entry.kind {
    case .file, .executable, .tree: nil
    case .symlink: .symlink
    case .submodule: .submodule
    case .other: .mode
    }
  }

  /// Git's order: by bytes, a tree's name having a `/` behind it.
  static func precedes(_ left: TreeEntry, _ right: TreeEntry) -> Bool {
    var (left, right) = (SortKey(left), SortKey(right))
    while true {
      switch (left.next(), right.next()) {
      case (nil, nil), (_?, nil): return false
      case (nil, _?): return true
      case (let left?, let right?): if left != right { return left < right }
      }
    }
  }

  private struct SortKey {
    private var bytes: String.UTF8View.Iterator
    private var hasSlash: Bool

    init(_ entry: TreeEntry) {
      bytes = entry.name.utf8.makeIterator()
      hasSlash = entry.kind == .tree
    }

    mutating func next() -> UInt8? {
      if let byte = bytes.next() { return byte }
      defer { hasSlash = false }
      return hasSlash ? UInt8(ascii: "/") : nil
    }
  }
}
