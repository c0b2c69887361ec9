import Foundation
package import Glibc
import HostLink
import Synchronization

/// A process that a test started, with its output in files: nothing can block on a pipe that a
/// grandchild holds open.
package final class Child: Sendable {
  /// How a process ended.
  package enum Ending: Hashable, Sendable {
    /// It returned a status.
    case exited(Int32)
    /// A signal ended it.
    case signalled(Int32)
  }

  /// The process id.
  package let id: pid_t
  private let outputPath: String
  private let errorPath: String
  private let ending = Mutex<Ending?>(nil)

  /// Starts a program; it inherits no file descriptor, no environment and no blocked signal.
  ///
  /// - Parameters:
  ///   - label: The path of its output files, without the ending.
  ///   - input: The file that it reads as standard input.
  ///   - isLeader: Whether it leads a process group of its own.
  package init(
    _ program: String, _ arguments: [String], environment: [String: String], folder: String,
    label: String, input: String = "/dev/null", isLeader: Bool = false
  ) throws {
    outputPath = label + ".out"
    errorPath = label + ".err"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outputPath, flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errorPath, flags, 0o600)
    // Other tests open sockets that no program started here may keep alive.
    for descriptor in Int32(3)..<256 { posix_spawn_file_actions_addclose(&actions, descriptor) }
    var pid: pid_t = 0
    let status = Self.withPointers(["env", "--chdir", folder, program] + arguments) { argv in
      Self.withPointers(environment.map { "\($0.key)=\($0.value)" }) { envp in
        SpawnAttributes.with(leads: isLeader) {
          posix_spawn(&pid, "/usr/bin/env", &actions, &$0, argv, envp)
        }
      }
    }
    guard status == 0 else { throw ChildError(program, String(cString: strerror(status))) }
    id = pid
  }

  deinit {
    guard ended() == nil else { return }
    kill(id, SIGKILL)
    // Behind a zombie that nobody collects, Swift Testing waits for its own processes for ever.
    waitpid(id, nil, 0)
  }

  private static func withPointers<Value>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
  ) -> Value {
    let pointers = texts.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers + [nil])
  }

  /// What it wrote to standard output so far.
  package var output: String { (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? "" }

  /// What it wrote to standard error so far.
  package var error: String { (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? "" }

  /// Whether it has ended; collects it if so.
  package var hasEnded: Bool { ended() != nil }

  /// How it ended; collects it if it did just now.
  func ended() -> Ending? {
    ending.withLock { ending in
      guard ending == nil else { return ending }
      var status: Int32 = 0
      guard waitpid(id, &status, WNOHANG) == id else { return nil }
      ending = status & 0x7f == 0 ? .exited((status >> 8) & 0xff) : .signalled(status & 0x7f)
      return ending
    }
  }

  /// Sends a signal unless it has ended.
  package func send(_ signal: Int32) {
    guard !hasEnded else { return }
    kill(id, signal)
  }

  /// Waits for its end.
  ///
  /// - Throws: `ChildError` when it has not ended within the bound; it is killed then.
  package func wait() async throws -> Ending {
    do {
      return try await Patience.wait(for: "the end of process \(id)") { self.ended() }
    } catch {
      send(SIGKILL)
      throw ChildError("process \(id)", "\(error); it said: \(output)\(self.error)")
    }
  }
}

/// A process that cannot be started, or does not end.
package struct ChildError: Error, CustomStringConvertible {
  /// What happened.
  package let description: String

  init(_ what: String, _ reason: String) { description = "\(what): \(reason)" }
}
