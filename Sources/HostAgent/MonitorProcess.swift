import Disk
import Glibc
import HostLink

/// A monitor that was started: its process, and the socket that its console comes through.
struct MonitorProcess: Sendable {
  /// The process id; not used anew before `reap()`.
  let pid: pid_t
  /// The end to read; does not block.
  let console: Int32

  /// Starts a monitor.
  ///
  /// To be called on a thread that lives as long as the agent: the system ends the monitor with it.
  static func start(_ launch: MonitorLaunch) throws(HostAgentError) -> MonitorProcess {
    var ends: [Int32] = [0, 0]
    // Not a pipe: Swift sees no call that makes one close-on-exec from the start.
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw HostAgentError(.system, "cannot make a socket pair: \(SystemError.text(errno))")
    }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    defer { close(ends[1]) }
    var pid: pid_t = 0
    let status = spawn(launch, console: ends[1], &pid)
    guard status == 0 else {
      close(ends[0])
      throw HostAgentError(
        .monitor, "cannot start \(launch.monitor): \(SystemError.text(status))")
    }
    return MonitorProcess(pid: pid, console: ends[0])
  }

  /// Whether the guest was entered.
  ///
  /// Right before that, the monitor leaves itself and the guest only some system calls, fewer than it
  /// was started with. What cannot be told counts as yes.
  var hasEntered: Bool {
    guard let filters = Self.filters(of: "\(pid)"), let own = Self.filters(of: "self") else {
      return true
    }
    return filters > own
  }

  /// How many filters of system calls a process is under; `nil` where Linux does not say, as before
  /// 5.9.
  private static func filters(of process: String) -> Int? {
    guard let status = try? DurableFile.read("/proc/\(process)/status", atMost: 1 << 16) else {
      return nil
    }
    return String(decoding: status, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("Seccomp_filters:") }
      .flatMap { $0.split(separator: "\t").last.flatMap { Int($0) } }
  }

  /// Sends a signal.
  func send(_ signal: Int32) { kill(pid, signal) }

  /// Waits for the end without taking note of it, so that the process id stays taken.
  func waitForEnd() {
    var info = siginfo_t()
    while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
  }

  /// Takes note of the end and says how it came, for people.
  ///
  /// The monitor's user network, which ends with it, becomes the agent's child and is noted too:
  /// where nobody else cares for orphans, each rollout would leave a zombie.
  func reap() -> String {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    var orphan: Int32 = 0
    while waitpid(-pid, &orphan, 0) > 0 || errno == EINTR {}
    return MonitorVerdict(status: status).words
  }

  private static func spawn(
    _ launch: MonitorLaunch, console: Int32, _ pid: inout pid_t
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, console, 1)
    posix_spawn_file_actions_adddup2(&actions, console, 2)
    for descriptor in launch.inherited {
      // Onto itself: only takes close-on-exec away.
      posix_spawn_file_actions_adddup2(&actions, descriptor, descriptor)
    }
    var arguments = launch.arguments.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    // The monitor needs nothing of the environment, and it may hold secrets.
    var environment: [UnsafeMutablePointer<CChar>?] = [nil]
    return SpawnAttributes.with {
      posix_spawn(&pid, launch.program, &actions, &$0, &arguments, &environment)
    }
  }
}
