import Disk
import Glibc
import HostLink

/// A program of Debian's iproute2.
struct NetworkTool: Sendable {
  /// Interfaces and addresses.
  static let ip = NetworkTool(name: "ip")
  /// What bridges know of stations.
  static let bridge = NetworkTool(name: "bridge")

  private let name: String

  /// Does what the lines say, in order, up to the first that fails.
  func run(_ lines: [String]) throws(HostAgentError) {
    let paths: [String] = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"].map { "\($0)/\(name)" }
    guard let path = paths.first(where: { access($0, X_OK) == 0 }) else {
      throw HostAgentError(.network, "there is no program \(name) here; install iproute2")
    }
    var (input, output): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
    guard Self.pair(&input), Self.pair(&output) else {
      for descriptor in input + output where descriptor >= 0 { close(descriptor) }
      throw HostAgentError(.system, "cannot make a socket pair: \(SystemError.text(errno))")
    }
    let text = lines.joined(separator: "\n") + "\n"
    // Far less than the socket holds.
    _ = send(input[0], text, text.utf8.count, Int32(MSG_NOSIGNAL))
    var pid: pid_t = 0
    let status = Self.spawn(path, input[1], output[1], &pid)
    for descriptor in input + [output[1]] { close(descriptor) }
    defer { close(output[0]) }
    guard status == 0 else {
      throw HostAgentError(.network, "cannot start \(path): \(SystemError.text(status))")
    }
    let words = Self.words(output[0])
    var outcome: Int32 = 0
    while waitpid(pid, &outcome, 0) < 0, errno == EINTR {}
    guard outcome == 0 else {
      throw HostAgentError(
        .network, "\(name) refuses \"\(lines.joined(separator: "; "))\": \(words)")
    }
  }

  private static func pair(_ ends: inout [Int32]) -> Bool {
    socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0
  }

  private static func spawn(
    _ path: String, _ input: Int32, _ output: Int32, _ pid: inout pid_t
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
    let words: [String] = [path, "-batch", "-"]
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var environment: [UnsafeMutablePointer<CChar>?] = [nil]
    return SpawnAttributes.with {
      posix_spawn(&pid, path, &actions, &$0, &arguments, &environment)
    }
  }

  /// The first line of what a program says, which ends when the program does.
  private static func words(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 512)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      if bytes.count < 4096 { bytes += chunk[..<count] }
    }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}
