import Glibc

/// Files that grow at their end; nothing waits for the disk unless asked to.
package enum AppendedFile {
  /// Adds bytes to the end of the file at `path`, which must exist, in one piece: what another
  /// process adds at the same time comes before or behind.
  ///
  /// Readers check what they read: a writer that is killed, and a full disk, leave half of it.
  package static func append(_ bytes: [UInt8], to path: String) throws(DiskError) {
    let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw DiskError(path: path, "opened", code: errno) }
    defer { close(descriptor) }
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
    }
    guard count == bytes.count else {
      throw DiskError(path: path, "written", code: count < 0 ? errno : ENOSPC)
    }
  }

  /// Writes bytes at `offset` of the file at `path`, which must exist, and cuts off what was there:
  /// what a writer that failed has left behind its last whole piece.
  package static func write(
    _ bytes: [UInt8], to path: String, at offset: Int
  ) throws(DiskError) {
    let descriptor = unsafe open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw DiskError(path: path, "opened", code: errno) }
    defer { close(descriptor) }
    guard ftruncate(descriptor, off_t(offset)) == 0 else {
      throw DiskError(path: path, "cut", code: errno)
    }
    let count = unsafe bytes.withUnsafeBytes {
      unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset))
    }
    guard count == bytes.count else {
      throw DiskError(path: path, "written", code: count < 0 ? errno : ENOSPC)
    }
  }

  /// Waits until what was written to the file at `path` is on the disk.
  package static func synchronize(_ path: String) throws(DiskError) {
    let descriptor = unsafe open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw DiskError(path: path, "opened", code: errno) }
    defer { close(descriptor) }
    guard fdatasync(descriptor) == 0 else { throw DiskError(path: path, "written", code: errno) }
  }
}
