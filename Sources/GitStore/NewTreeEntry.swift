package import Vocabulary

/// What a tree that is written has under a name.
package struct NewTreeEntry: Hashable, Sendable {
  /// The mode in octal digits.
  package let mode: String
  /// The id of the object in hex digits.
  package let hex: String

  /// Makes a plain file.
  package static func file(_ id: BlobID) -> Self { Self(mode: "100644", hex: id.hex) }
  /// Makes a folder.
  package static func folder(_ id: TreeID) -> Self { Self(mode: "40000", hex: id.hex) }

  private init(mode: String, hex: String) {
    self.mode = mode
    self.hex = hex
  }

  /// Keeps an entry as it was.
  package init(_ entry: TreeEntry) { self.init(mode: entry.mode, hex: entry.hex) }

  /// The tree behind a folder, or `nil`.
  package var folder: TreeID? { mode == "40000" ? TreeID(hex: hex) : nil }
  /// The blob behind a plain file, or `nil`.
  package var file: BlobID? { mode == "100644" ? BlobID(hex: hex) : nil }

  var bytes: [UInt8] { Hex.decode(hex) ?? [] }

  /// The bytes that git sorts by.
  func sortKey(_ name: String) -> [UInt8] {
    Array(name.utf8) + (mode == "40000" ? [UInt8(ascii: "/")] : [])
  }
}
