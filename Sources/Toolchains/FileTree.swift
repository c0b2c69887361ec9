import Foundation
import Keys
import Vocabulary

/// Files below a folder as values: their bytes by their paths in it.
enum FileTree {
  /// Reads the files whose path `isWanted`; links to folders are not followed.
  static func read(
    _ folder: String, where isWanted: (String) -> Bool = { _ in true }
  ) throws(ToolchainError) -> [String: [UInt8]] {
    let paths: [String]
    do {
      paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
    } catch {
      throw .file(path: folder, "cannot be listed")
    }
    var files: [String: [UInt8]] = [:]
    for path in paths where isWanted(path) {
      var isFolder: ObjCBool = false
      let place = folder + "/" + path
      guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      files[path] = try bytes(of: place)
    }
    return files
  }

  /// Reads one file.
  static func bytes(of path: String) throws(ToolchainError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .file(path: path, "cannot be read")
    }
    return [UInt8](data)
  }

  /// Names files and their contents by one digest.
  static func digest(_ files: [String: [UInt8]]) -> Digest {
    Digest.sha256(json(files).canonical)
  }

  /// Lists the digests of files by path.
  static func json(_ files: [String: [UInt8]]) -> JSON {
    .object(files.mapValues { .string(Digest.sha256($0).hex) })
  }

  /// Tells whether a path stays in the folder that it starts from.
  static func isInside(_ path: String) -> Bool {
    !path.isEmpty && !path.utf8.contains(0)
      && path.split(separator: "/", omittingEmptySubsequences: false)
        .allSatisfy { !["", ".", ".."].contains($0) }
  }
}
