import Disk
import Glibc
import HostLink

/// Monitors that outlived an agent which was killed.
///
/// A monitor is known by its control socket, which lies in the locked state folder of its agent;
/// no process id is trusted, so none that was used anew can be hit.
enum Survivors {
  private static let waitMilliseconds = 5000

  /// Kills every process that was started with a control socket in `folder`, and waits for its end.
  static func end(controlledFrom folder: String) {
    let mark = "--control=\(folder)/"
    let deadline = Clock.monotonic + waitMilliseconds
    var isClear = false
    while Clock.monotonic < deadline {
      let found = processes(startedWith: mark)
      // Twice: one that was becoming another program showed no arguments.
      if isClear, found.isEmpty { return }
      isClear = found.isEmpty
      for pid in found { kill(pid, SIGKILL) }
      // Not our children: there is nothing to wait on but the list of processes.
      usleep(5000)
    }
  }

  /// The processes, of those that this user may see, with an argument that begins with `mark`.
  static func processes(startedWith mark: String) -> [pid_t] {
    Folder.names(in: "/proc").compactMap { name in
      guard let pid = pid_t(name), pid != getpid(),
        let line = try? DurableFile.read("/proc/\(name)/cmdline", atMost: 1 << 20),
        line.split(separator: 0).contains(where: { $0.starts(with: mark.utf8) }),
        !isZombie(pid)
      else { return nil }
      return pid
    }
  }

  private static func isZombie(_ pid: pid_t) -> Bool {
    guard let bytes = try? DurableFile.read("/proc/\(pid)/stat", atMost: 1 << 16) else {
      return true
    }
    // The name in parentheses may itself hold some; the state follows the last one.
    let rest = String(decoding: bytes, as: UTF8.self).split(separator: ")").last ?? ""
    return rest.drop { $0 == " " }.first == "Z"
  }
}
