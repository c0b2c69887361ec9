import Foundation
import Synchronization

/// One folder for all tests of this process, gone when it ends.
enum Scratch {
  static let folder: URL = {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "merlon-ukvm-tests-\(getpid())")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(at: Scratch.folder) }
    return folder
  }()

  private static let made = Mutex<Set<String>>([])
  private static let counter = Mutex(0)

  /// A path that no other test uses.
  static func path(_ suffix: String) -> String {
    let number = counter.withLock { count in
      count += 1
      return count
    }
    return folder.appending(path: "\(number)-\(suffix)").path
  }

  /// Makes the file at `path` unless that was done before.
  static func once(_ path: String, _ make: () throws -> Void) throws -> String {
    try made.withLock { made in
      if !made.contains(path) { try make() }
      made.insert(path)
    }
    return path
  }

  static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
