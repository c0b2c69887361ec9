import Foundation

/// One run of the built `merlon-ukvm`; killed and reaped when the test lets go of it.
final class MonitorRun {
  enum Status: Equatable {
    case exited(Int32)
    case signaled(Int32)
  }
  struct Failure: Error {
    let problem: String
  }

  /// Turns of a millisecond.
  private static let turnsMax = 60_000

  let pid: pid_t
  private let outputPath = Scratch.path("out")
  private let errorPath = Scratch.path("err")
  private var status: Status?

  static var executable: String {
    Bundle.module.bundleURL.deletingLastPathComponent().appending(path: "merlon-ukvm").path
  }

  /// Starts the monitor; `inheriting` maps descriptor numbers of the child to ours.
  init(_ arguments: [String], inheriting: [Int32: Int32] = [:], through shell: [String] = []) throws
  {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let create = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outputPath, create, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errorPath, create, 0o600)
    for (theirs, ours) in inheriting {
      posix_spawn_file_actions_adddup2(&actions, ours, theirs)
    }
    let command = shell + [Self.executable] + arguments
    var words = command.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var pid: pid_t = 0
    let outcome = posix_spawnp(&pid, command[0], &actions, nil, &words, environ)
    guard outcome == 0 else { throw Failure(problem: "posix_spawn: \(outcome)") }
    self.pid = pid
  }

  deinit {
    guard status == nil else { return }
    kill(pid, SIGKILL)
    var word: Int32 = 0
    waitpid(pid, &word, 0)
  }

  var output: String { Scratch.text(outputPath) }
  var errors: String { Scratch.text(errorPath) }

  /// The process beside the guest's, if there is one.
  var companion: pid_t? {
    Scratch.text("/proc/\(pid)/task/\(pid)/children").split(separator: " ").first
      .flatMap { pid_t($0) }
  }

  /// Waits for the end; kills what takes minutes.
  func end() -> Status {
    if let status { return status }
    var word: Int32 = 0
    for turn in 0... {
      guard waitpid(pid, &word, WNOHANG) == 0 else { break }
      if turn == Self.turnsMax { send(SIGKILL) }
      usleep(1000)
    }
    let ended: Status = word & 0x7f == 0 ? .exited(word >> 8 & 0xff) : .signaled(word & 0x7f)
    status = ended
    return ended
  }

  /// Waits until standard output contains `text`; fails if the monitor ends first.
  func waitForOutput(_ text: String) throws {
    try Self.wait {
      if output.contains(text) { return true }
      guard !Self.isGone(pid) else {
        throw Failure(problem: "ended without saying \(text): \(output) \(errors)")
      }
      return false
    }
  }

  /// Waits until `condition` holds; fails after minutes.
  static func wait(_ condition: () throws -> Bool) throws {
    for _ in 0..<turnsMax {
      if try condition() { return }
      usleep(1000)
    }
    throw Failure(problem: "waited in vain")
  }

  func send(_ signal: Int32) { kill(pid, signal) }

  /// Whether a process is no more, or only waits for its parent to notice.
  static func isGone(_ pid: pid_t) -> Bool {
    let status = Scratch.text("/proc/\(pid)/stat")
    return status.isEmpty || status.contains(") Z ") || status.contains(") X ")
  }
}
