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

  /// Takes the lock, or returns `nil` if somebody holds it; see `holder(of:)`.
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
    lock.nameThisProcess()
    return lock
  }

  /// The process that holds the lock on the file at `path`, taken with `ifFree`; `nil` if that is
  /// not known.
  ///
  /// Waits a moment for one that has only just taken it to leave its number.
  package static func holder(of path: String) -> Int32? {
    for _ in 0..<20 {
      if let text = try? DurableFile.read(path, atMost: 16),
        let process = Int32(String(decoding: text, as: UTF8.self)), process > 0,
        kill(process, 0) == 0 || errno == EPERM
      {
        return process
      }
      usleep(10_000)
    }
    return nil
  }

  /// Leaves its number for those who find the lock taken; a full disk takes only that away.
  private func nameThisProcess() {
    let text = String(getpid())
    guard ftruncate(descriptor, 0) == 0 else { return }
    _ = unsafe pwrite(descriptor, text, text.utf8.count, 0)
  }

  deinit { close(descriptor) }

  /// Lets others have the lock.
  package func release() { flock(descriptor, LOCK_UN) }
}
