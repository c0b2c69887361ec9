import Foundation
import Glibc

/// A file system of few bytes that only the programs of one test see: a tmpfs in a mount namespace
/// of its own, gone with the process that holds it.
package final class SmallDisk: Sendable {
  /// Whether this process may make one; prints why not.
  package static let isPossible: Bool = {
    let probe = try? Tool.run(["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
    let isPossible = probe?.isSuccess == true
    if !isPossible { print("tests of full disks: skipped: \(reason)") }
    return isPossible
  }()

  /// What skipped tests say.
  package static let reason = "this process may not mount a tmpfs in a namespace of its own"

  /// What is put before a path to reach it from outside.
  package var outside: String { "/proc/\(holder.id)/root" }
  private let holder: Child
  private let path: String

  /// Mounts it on the folder `path`, which is made.
  init(at path: String, mebibytes: Int, outputs: String) async throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let script =
      "mount -t tmpfs -o size=\(mebibytes)m tmpfs \"$1\" && echo mounted && exec sleep inf"
    let holder = try Child(
      "unshare", ["--mount", "sh", "-c", script, "sh", path],
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], folder: "/", label: outputs + "/disk")
    self.holder = holder
    try await Patience.wait(until: "a small disk") {
      guard !holder.hasEnded else { throw ChildError("mount", holder.error) }
      return holder.output == "mounted\n"
    }
  }

  /// The command line that runs `command` where the file system is seen.
  func command(_ command: [String], in folder: String) -> [String] {
    ["nsenter", "--target", "\(holder.id)", "--mount", "env", "--chdir", folder] + command
  }

  /// Fills it until so many KiB are free; what is in it stays.
  package func fill(leavingKiB rest: Int) throws {
    try empty()
    var status = statvfs()
    guard statvfs(outside + path, &status) == 0 else {
      throw ChildError("statvfs", String(cString: strerror(errno)))
    }
    let free = Int(status.f_bavail) * Int(status.f_frsize)
    try Data(count: max(0, free - rest << 10)).write(to: URL(filePath: filler))
  }

  /// Takes away what `fill` put there.
  package func empty() throws {
    if unlink(filler) != 0, errno != ENOENT {
      throw ChildError("unlink", String(cString: strerror(errno)))
    }
  }

  private var filler: String { outside + path + "/.git/filler" }

  /// Unmounts it.
  func end() async {
    holder.send(SIGKILL)
    _ = try? await holder.wait()
  }
}
