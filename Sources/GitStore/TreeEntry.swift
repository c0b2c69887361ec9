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
