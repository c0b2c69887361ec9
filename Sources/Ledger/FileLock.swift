import Glibc

/// An exclusive lock between processes; the system takes it back when its holder ends.
enum FileLock {
  /// Waits until the lock on the file at `path` is free, and runs `body` while holding it.
  static func holding<Value>(
    _ path: String, _ body: () throws(LedgerError) -> Value
  ) throws(LedgerError) -> Value {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw failure(path) }
    }
    return try body()
  }

  private static func failure(_ path: String) -> LedgerError {
    .lock(path: path, reason: String(cString: strerror(errno)))
  }
}
