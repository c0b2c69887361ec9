import Foundation

/// The repository's own source files, for tests of its style and layering.
package enum SourceTree {
  /// The folder that holds `Package.swift`, found upwards of this file.
  private static let root: URL = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Where the file at `path`, relative to the root, is on this machine.
  package static func path(of path: String) -> String { root.appending(path: path).path }

  /// The text of the file at `path`, relative to the root.
  package static func text(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The paths, relative to the root, of all files below `folder` that end in one of
  /// `extensions`, sorted.
  package static func files(below folder: String, withExtensions extensions: Set<String>)
    -> [String]
  {
    let base = root.appending(path: folder)
    guard let walk = FileManager.default.enumerator(atPath: base.path) else { return [] }
    var paths: [String] = []
    while let path = walk.nextObject() as? String {
      if extensions.contains((path as NSString).pathExtension) { paths.append(folder + "/" + path) }
    }
    return paths.sorted()
  }
}
