import Glibc
import HostLink

/// A process that was started, with its input from a file and its output into one, or into ours.
final class Child {
  let identifier: pid_t
  private var status: Int32?

  /// Starts `program`, which is a path.
  init(
    _ program: String, _ arguments: [String], environment: [String: String],
    input: String = "/dev/null", output: String? = "/dev/null"
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    if let output {
      posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    var settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var pid: pid_t = 0
    let status = SpawnAttributes.with(leads: false) {
      posix_spawn(&pid, program, &actions, &$0, &words, &settings)
    }
    guard status == 0 else { throw Failure("cannot start \(program)") }
    identifier = pid
  }

  /// Waits for the end and returns the exit status; −1 after a signal.
  @discardableResult
  func wait() -> Int32 {
    if let status { return status }
    var raw: Int32 = 0
    while waitpid(identifier, &raw, 0) < 0, errno == EINTR {}
    let code = raw & 0x7f == 0 ? raw >> 8 & 0xff : -1
    status = code
    return code
  }

  /// Ends it, and waits until it has.
  func stop() {
    if status == nil { kill(identifier, SIGTERM) }
    wait()
  }
}
