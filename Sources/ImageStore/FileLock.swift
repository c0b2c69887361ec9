import Glibc

/// An exclusive lock between processes, held through an open file; a killed process loses it.
struct FileLock {
  private let descriptor: Int32

  /// Waits for the lock.
  init(at path: String) throws(ImageStoreError) {
    descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .file(path: path, "cannot be opened: \(DurableFile.reason)")
    }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let reason = DurableFile.reason
        close(descriptor)
        throw .file(path: path, "cannot be locked: \(reason)")
      }
    }
  }

  /// Lets others have the lock.
  func release() { close(descriptor) }
}
