import CProcess
import Disk
import Glibc
import HostLink
import Synchronization

/// Where the handler of signals leaves word; −1 while nobody listens.
private let signalOutput = Atomic<Int32>(-1)

extension HostAgent {
  /// Runs an agent until SIGTERM, SIGINT or a controller ends it.
  package static func run(_ configuration: HostAgentConfiguration) throws(HostAgentError) {
    var ends: [Int32] = [0, 0]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw HostAgentError(.system, "cannot make a socket pair: \(SystemError.text(errno))")
    }
    let input = ends[0]
    signalOutput.store(ends[1], ordering: .sequentiallyConsistent)
    // A parent may have blocked them on the thread that started this program.
    var ending = sigset_t()
    sigemptyset(&ending)
    for number in [SIGTERM, SIGINT] {
      sigaddset(&ending, number)
      signal(number) { _ in
        var byte: UInt8 = 1
        _ = write(signalOutput.load(ordering: .relaxed), &byte, 1)
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &ending, nil)
    // So that `MonitorProcess.reap()` finds what a monitor leaves; without it, init does.
    _ = merlon_become_subreaper()
    let agent = try start(configuration)
    for path in agent.damaged {
      let words =
        "merlon: a torn journal is now \(path); the next reconcile brings its instances back\n"
      _ = write(STDERR_FILENO, words, words.utf8.count)
    }
    WorkerThread.start {
      var byte: UInt8 = 0
      while read(input, &byte, 1) < 0, errno == EINTR {}
      agent.stop()
    }
    agent.waitUntilStopped()
  }

  /// Finds `merlon-ukvm`: where `MERLON_UKVM` says, else beside `executable`, else in `PATH`.
  package static func findMonitor(
    environment: [String: String], executable: String
  ) -> String? {
    if let path = environment["MERLON_UKVM"], !path.isEmpty { return existing(path) }
    var folders = [folder(of: executable)]
    if let resolved = realpath(executable, nil) {
      folders.append(folder(of: String(cString: resolved)))
      free(resolved)
    }
    folders += (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    return folders.lazy.compactMap { existing($0 + "/merlon-ukvm") }.first
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  /// The absolute path of something that can be executed.
  private static func existing(_ path: String) -> String? {
    guard access(path, X_OK) == 0, let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
