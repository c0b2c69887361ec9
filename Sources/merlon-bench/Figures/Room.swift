import Foundation

/// Where everything is measured: network, mounts and processes of its own.
///
/// Nothing has to be tidied up: the namespaces have no name outside and are gone, with all processes
/// in them, when this program ends, in whatever way. Files lie in a tmpfs that only they see.
enum Room {
  /// Files of the run; in memory, so that disks do not matter.
  static let folder = "/run/merlon-figures"

  /// Runs this program again, inside, on the second processor; returns its exit status.
  static func enter(_ arguments: [String]) throws -> Int32 {
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let words =
      ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid", "--fork"]
      + ["--kill-child", "--mount-proc", "taskset", "-c", "1", program] + arguments
    return try Tool.start(words, output: nil).wait()
  }

  /// Makes the inside ready.
  static func furnish() throws {
    let mount = ["mount", "-t", "tmpfs", "-o", "mode=755", "none", "/run"]
    guard try Tool.start(mount).wait() == 0 else { throw Failure("cannot mount a tmpfs") }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Tool.run(["ip", "link", "set", "lo", "up"])
    // crun does not start where both versions of control groups are mounted, used or not.
    try Tool.run(["mount", "-t", "cgroup2", "none", "/sys/fs/cgroup"])
  }

  /// Writes a file of the run and tells its path.
  @discardableResult
  static func write(_ text: String, to name: String) throws -> String {
    let place = URL(filePath: folder).appending(path: name)
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: place)
    return place.path
  }
}
