import Glibc

/// Keeps a second controller away from a repository; the system takes it back when this process
/// ends, however it ends.
struct ControllerLock: ~Copyable {
  private let descriptor: Int32

  init(in folder: String) throws(ReconcileError) {
    let path = folder + "/controller.lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .state(path: path, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .locked(path: path)
    }
  }

  deinit { close(descriptor) }
}
