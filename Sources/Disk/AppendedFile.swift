import Glibc

/// Files that grow at their end, for caches: nothing waits for the disk.
package enum AppendedFile {
  /// Adds bytes to the end of the file at `path`, which must exist, in one piece: what another
  /// process adds at the same time comes before or behind.
  ///
  /// Readers check what they read: a writer that is killed, and a full disk, leave half of it.
  package static func append(_ bytes: [UInt8], to path: String) throws(DiskError) {
    let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw DiskError(path: path, "opened", code: errno) }
    defer { close(descriptor) }
    let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    guard count == bytes.count else {
      throw DiskError(path: path, "written", code: count < 0 ? errno : ENOSPC)
    }
  }
}
