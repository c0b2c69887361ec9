import Glibc
package import Vocabulary

/// One entry of a tree object, as hostile as it may be.
package struct TreeEntry: Hashable, Sendable {
  /// What an entry is, by its mode.
  package enum Kind: Hashable, Sendable {
    case file
    case executable
    case tree
    case symlink
    case submodule
    /// Modes that git no longer writes, or never did.
    case other
  }

  /// The name; bytes that are not UTF-8 are replaced, and `isNameValid` is false.
  package let name: String
  /// Tells whether the name is safe to use as part of a path.
  package let isNameValid: Bool
  /// What it is.
  package let kind: Kind
  /// The mode as written, in octal digits.
  package let mode: String
  /// The id of the object; only right for files.
  package let blob: BlobID

  /// The id of the object; only right for trees.
  package var tree: TreeID { TreeID(of: blob) }
  /// The id of the object, of whatever kind, in hex digits.
  package var hex: String { blob.hex }
}

// MARK: - Reading

extension TreeEntry {
  /// Reads the bytes of a tree object, or returns `nil` if they end inside an entry.
  static func parse(_ bytes: [UInt8]) -> [TreeEntry]? {
    var entries: [TreeEntry] = []
    var offset = 0
    while offset < bytes.count {
      guard let space = bytes[offset...].firstIndex(of: UInt8(ascii: " ")),
        let end = bytes[space...].firstIndex(of: 0), end + 20 < bytes.count
      else { return nil }
      let name = bytes[(space + 1)..<end]
      let mode = String(decoding: bytes[offset..<space], as: UTF8.self)
      let text = String(decoding: name, as: UTF8.self)
      entries.append(
        TreeEntry(
          name: text, isNameValid: isValid(name: name) && text.utf8.elementsEqual(name),
          kind: kind(of: mode), mode: mode, blob: BlobID(bytes: bytes[(end + 1)...(end + 20)])))
      offset = end + 21
    }
    return entries
  }

  /// The entries of which only the ids differ between two tree objects, or `nil` if anything else
  /// does, or one of these entries is not a plain file or folder with a safe name.
  static func edits(
    from old: [UInt8], to new: [UInt8]
  ) -> [(old: TreeEntry, new: TreeEntry)]? {
    guard old.count == new.count else { return nil }
    var ranges: [Range<Int>] = []
    let isAligned = unsafe old.withUnsafeBytes { old in
      unsafe new.withUnsafeBytes { new in
        unsafe Self.edited(old, new, &ranges)
      }
    }
    guard isAligned else { return nil }
    var edits: [(old: TreeEntry, new: TreeEntry)] = []
    for range in ranges {
      guard let left = parse(Array(old[range]))?.first, let right = parse(Array(new[range]))?.first,
        left.isNameValid, [.file, .executable, .tree].contains(left.kind)
      else { return nil }
      edits.append((left, right))
    }
    return edits
  }

  /// Finds the entries whose ids differ; returns `false` if names or modes do.
  private static func edited(
    _ old: UnsafeRawBufferPointer, _ new: UnsafeRawBufferPointer, _ ranges: inout [Range<Int>]
  ) -> Bool {
    guard let left = old.baseAddress, let right = new.baseAddress else { return true }
    var start = 0
    while start < old.count {
      guard let end = unsafe memchr(left + start, 0, old.count - start) else { return false }
      let id = unsafe UnsafeRawPointer(end) - left + 1
      guard id + 20 <= old.count, unsafe memcmp(left + start, right + start, id - start) == 0
      else { return false }
      if unsafe memcmp(left + id, right + id, 20) != 0 { ranges.append(start..<id + 20) }
      start = id + 20
    }
    return true
  }

  private static func kind(of mode: String) -> Kind {
    switch mode {
    case "100644": .file
    case "100755": .executable
    case "40000": .tree
    case "120000": .symlink
    case "160000": .submodule
    default: .other
    }
  }

  /// Refuses what could leave the tree, hide in it, or break a line of output.
  private static func isValid(name: ArraySlice<UInt8>) -> Bool {
    guard (1...255).contains(name.count),
      name.allSatisfy({ $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "/") })
    else { return false }
    if name.first == UInt8(ascii: "."), name.count <= 4 {
      return !["", ".", "git"].contains(
        String(decoding: name.dropFirst(), as: UTF8.self).lowercased())
    }
    return true
  }
}
