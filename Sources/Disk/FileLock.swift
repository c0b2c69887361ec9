import Glibc

/// An exclusive lock between processes on a file that stays where it is.
///
/// It is held until `release()`, until the last reference goes, or until the process ends, however
/// it ends. Two locks on one file in one process exclude each other as well.
package final class FileLock: Sendable {
  /// The open file; a child that is given it holds the lock too, until both have ended.
  package let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// Waits for the lock on the file at `path`, which is made if it is not there.
  package convenience init(at path: String, mode: UInt32 = 0o644) throws(DiskError) {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw DiskError(path: path, "opened", code: errno) }
    self.init(descriptor: descriptor)
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw DiskError(path: path, "locked", code: errno) }
    }
  }

  /// Takes the lock, or returns `nil` if somebody holds it.
  package static func ifFree(_ path: String, mode: UInt32 = 0o644) throws(DiskError) -> FileLock? {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw DiskError(path: path, "opened", code: errno) }
    let lock = FileLock(descriptor: descriptor)
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK: return nil
      default: throw DiskError(path: path, "locked", code: errno)
      }
    }
    return lock
  }

  deinit { close(descriptor) }

  /// Lets others have the lock.
  package func release() { flock(descriptor, LOCK_UN) }
}
