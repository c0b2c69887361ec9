import Foundation
import Glibc

/// Files that are whole after a crash: written aside, forced to the disk, then renamed.
enum DurableFile {
  /// Writes `bytes` to `place` by way of `draft`, which is in the same file system.
  static func write(
    _ bytes: [UInt8], to place: String, draft: String
  ) throws(ImageStoreError) {
    let descriptor = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .file(path: draft, "cannot be made: \(reason)") }
    let isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
    let problem = reason
    close(descriptor)
    guard isWritten else {
      unlink(draft)
      throw .file(path: place, "cannot be written: \(problem)")
    }
    guard rename(draft, place) == 0 else {
      let problem = reason
      unlink(draft)
      throw .file(path: place, "cannot be put in place: \(problem)")
    }
    try synchronize(folder: String(place[..<(place.lastIndex(of: "/") ?? place.startIndex)]))
  }

  /// Makes a folder and those above it, if they are not there.
  static func makeFolder(_ folder: String) throws(ImageStoreError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .file(path: folder, "the folder cannot be made")
    }
  }

  /// What the system said about the last call that failed.
  static var reason: String { String(cString: strerror(errno)) }

  /// Forces the names in a folder to the disk.
  private static func synchronize(folder: String) throws(ImageStoreError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(path: folder, "cannot be opened: \(reason)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw .file(path: folder, "cannot be forced to the disk: \(reason)")
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = bytes[offset...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      offset += count
    }
    return true
  }
}
