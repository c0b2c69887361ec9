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
  package static func folder(_ id: TreeID) -> Self { Self(mode: folderMode, hex: id.hex) }

  /// The mode of folders.
  static let folderMode = "40000"

  private init(mode: String, hex: String) {
    self.mode = mode
    self.hex = hex
  }

  /// Makes an entry of its parts.
  init(mode: String, id: BlobID) { self.init(mode: mode, hex: id.hex) }

  /// Keeps an entry as it was.
  package init(_ entry: TreeEntry) { self.init(mode: entry.mode, hex: entry.hex) }

  /// The tree behind a folder, or `nil`.
  package var folder: TreeID? { mode == Self.folderMode ? TreeID(hex: hex) : nil }
  /// The blob behind a plain file, or `nil`.
  package var file: BlobID? { mode == "100644" ? BlobID(hex: hex) : nil }

  private var bytes: [UInt8] { Hex.decode(hex) ?? [] }

  /// The entry as a tree object has it.
  func line(named name: String) -> [UInt8] { Array("\(mode) \(name)\0".utf8) + bytes }

  /// The bytes that git sorts by.
  func sortKey(_ name: String) -> [UInt8] {
    Array(name.utf8) + (mode == Self.folderMode ? [UInt8(ascii: "/")] : [])
  }
}
