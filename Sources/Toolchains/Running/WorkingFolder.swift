import Disk
import Foundation
import Glibc

/// A private folder that one build works in and that is gone afterwards.
///
/// A lock on a file beside it says that the build is alive; the system lets go of the lock when the
/// process ends, however it ends.
struct WorkingFolder: Sendable {
  let path: String
  private let lock: FileLock

  private static let removalsMax = 100

  private var lockPath: String { path + ".lock" }

  /// Makes an empty folder below `parent`, and removes those that killed builds left there.
  init(in parent: String) throws(ToolchainError) {
    Self.sweep(parent)
    path = parent + "/" + UUID().uuidString
    let lockPath = path + ".lock"
    lock = try onDisk { () throws(DiskError) in try FileLock(at: lockPath, mode: 0o600) }
    try Self.makeFolder(path)
  }

  /// Writes files by their paths in the folder.
  func write(_ files: [String: [UInt8]]) throws(ToolchainError) {
    let folders = Set(files.keys.map { Folder.parent(of: path + "/" + $0) })
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
    for folder in Set(names.map { Folder.parent(of: path + "/" + $0) }).sorted() {
      try Self.makeFolder(folder)
    }
  }

  /// Makes `name` lead to another folder.
  func link(_ name: String, to folder: String) throws(ToolchainError) {
    let place = path + "/" + name
    try Self.makeFolder(Folder.parent(of: place))
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
  func remove() {
    for _ in 0..<Self.removalsMax {
      try? FileManager.default.removeItem(atPath: path)
      guard FileManager.default.fileExists(atPath: path) else { break }
      // A compiler that was just killed may have had a file under way.
      usleep(1000)
    }
    unlink(lockPath)
    lock.release()
  }

  /// Removes folders whose lock nobody holds.
  ///
  /// A build that has made its lock and not yet taken it
  /// has no folder yet, and loses nothing but being swept if it is killed.
  private static func sweep(_ parent: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasSuffix(".lock") {
      guard let lock = try? FileLock.ifFree(parent + "/" + name) else { continue }
      try? FileManager.default.removeItem(atPath: parent + "/" + name.dropLast(5))
      unlink(parent + "/" + name)
      lock.release()
    }
  }

  static func makeFolder(_ folder: String, mode: UInt32 = 0o700) throws(ToolchainError) {
    try onDisk { () throws(DiskError) in try Folder.make(folder, mode: mode) }
  }
}
