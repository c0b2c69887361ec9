import Foundation

/// A folder of one test, removed when the test lets go of it.
final class ScratchFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "merlon-tools-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Lists the files below a folder of this one.
  func files(in folder: String) throws -> [String] {
    let root = path + "/" + folder
    return try FileManager.default.subpathsOfDirectory(atPath: root).map { root + "/" + $0 }
      .filter {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder)
          && !isFolder.boolValue
      }.sorted()
  }
}
