import Foundation

/// A private folder that one build works in and that is gone afterwards.
struct WorkingFolder: Sendable {
  let path: String

  /// Makes an empty folder below `parent`.
  init(in parent: String) throws(ToolchainError) {
    path = parent + "/" + UUID().uuidString
    try Self.makeFolder(path)
  }

  /// Writes files by their paths in the folder.
  func write(_ files: [String: [UInt8]]) throws(ToolchainError) {
    let folders = Set(files.keys.map { Self.parent(of: path + "/" + $0) })
    for folder in folders.sorted() { try Self.makeFolder(folder) }
    for (name, bytes) in files {
      let place = path + "/" + name
      guard FileManager.default.createFile(atPath: place, contents: Data(bytes)) else {
        throw .file(path: place, "cannot be written")
      }
    }
  }

  /// Makes the folders that files will be written to.
  func makeFolders(for names: [String]) throws(ToolchainError) {
    for folder in Set(names.map { Self.parent(of: path + "/" + $0) }).sorted() {
      try Self.makeFolder(folder)
    }
  }

  /// Makes `name` lead to another folder.
  func link(_ name: String, to folder: String) throws(ToolchainError) {
    let place = path + "/" + name
    try Self.makeFolder(Self.parent(of: place))
    do {
      try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: folder)
    } catch {
      throw .file(path: place, "cannot be made a link to \(folder)")
    }
  }

  /// Reads a file.
  func bytes(of name: String) throws(ToolchainError) -> [UInt8] {
    try FileTree.bytes(of: path + "/" + name)
  }

  /// Removes the folder with everything in it.
  func remove() { try? FileManager.default.removeItem(atPath: path) }

  private static func parent(of place: String) -> String {
    String(place[..<(place.lastIndex(of: "/") ?? place.endIndex)])
  }

  static func makeFolder(_ folder: String) throws(ToolchainError) {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw .file(path: folder, "the folder cannot be made")
    }
  }
}
