import Planning

/// Finds the sealed folders above files, asking once for each folder that the files lie in.
struct SealedFolderLookup {
  private let snapshot: Snapshot
  private var found: [Substring: [String]] = [:]

  init(in snapshot: Snapshot) { self.snapshot = snapshot }

  /// The sealed folders above the file at a path, innermost first.
  mutating func folders(above path: String) -> [String] {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return [] }
    let folder = path[..<slash]
    if let known = found[folder] { return known }
    let folders = snapshot.sealedFolders(above: String(folder))
    found[folder] = folders
    return folders
  }
}
