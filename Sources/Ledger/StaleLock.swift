import Glibc

/// The `.lock` file that a writer of a reference leaves behind when it is killed.
///
/// Nobody else recovers from it. Whoever holds our own lock may remove it when it is old: no
/// other Merlon can have made it, and git holds one only for moments.
struct StaleLock {
  /// How old a lock is before it counts as left behind.
  static let ageSeconds = 3

  /// The file.
  let path: String

  /// Makes the lock of the reference `name` in the folder `directory`.
  init(of name: String, in directory: String) { path = "\(directory)/\(name).lock" }

  /// Removes the file if it is old, and tells whether it is gone.
  func sweep() -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return errno == ENOENT }
    guard time(nil) - status.st_mtim.tv_sec >= Self.ageSeconds else { return false }
    return unlink(path) == 0
  }
}
