import Disk
import Glibc
import Vocabulary

/// An ssh that joins a socket of ours to the agent of another machine.
///
/// Whose machine that is, ssh says: keys, known hosts and aliases are the user's own. It asks nobody
/// anything, so that an unknown host is refused and not trusted at first sight.
final class SSHProcess: Sendable {
  /// Our end, which whoever reads and writes it owns.
  let descriptor: Int32
  private let pid: pid_t
  /// What it says when something is wrong.
  private let complaints: Int32

  /// Starts one; `MERLON_SSH` names another program than `ssh`.
  init(to place: AgentAddress.SSHDestination, host: HostName) throws(HostLinkError) {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    var pair: [Int32] = [-1, -1]
    var words: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, type, 0, &pair) == 0, socketpair(AF_UNIX, type, 0, &words) == 0
    else {
      let code = errno
      for one in pair where one >= 0 { close(one) }
      throw HostLinkError(.system, "cannot make a socket for ssh: \(SystemError.text(code))")
    }
    let program = getenv("MERLON_SSH").map { String(cString: $0) } ?? "ssh"
    var started: pid_t = 0
    let code = Self.spawn(
      [program] + Self.arguments(place, host), joined: pair[1], complaints: words[1], &started)
    close(pair[1])
    close(words[1])
    guard code == 0 else {
      close(pair[0])
      close(words[0])
      throw HostLinkError(.connect, "cannot run \(program): \(SystemError.text(code))")
    }
    (descriptor, complaints, pid) = (pair[0], words[0], started)
  }

  deinit {
    kill(pid, SIGTERM)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    close(complaints)
  }

  /// The last line that it has said, or `nil`.
  var complaint: String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(complaints, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    guard count > 0 else { return nil }
    let line = bytes[..<count].split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }).last
    return line.map { line in
      String(decoding: line.map { (0x20..<0x7f).contains($0) ? $0 : 0x3f }, as: UTF8.self)
    }
  }

  /// A dead peer is noticed within a quarter of a minute; nothing is forwarded.
  private static func arguments(
    _ place: AgentAddress.SSHDestination, _ host: HostName
  ) -> [String] {
    let options = [
      "BatchMode=yes", "ConnectTimeout=10", "ServerAliveInterval=5", "ServerAliveCountMax=3",
      "ClearAllForwardings=yes", "ForwardAgent=no", "ForwardX11=no", "PermitLocalCommand=no",
    ]
    return ["-T"] + options.flatMap { ["-o", $0] } + (place.port.map { ["-p", "\($0)"] } ?? [])
      + ["--", place.destination, "exec merlon host connect \(host) --state \(place.state)"]
  }

  private static func spawn(
    _ words: [String], joined: Int32, complaints: Int32, _ pid: inout pid_t
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, joined, 0)
    posix_spawn_file_actions_adddup2(&actions, joined, 1)
    posix_spawn_file_actions_adddup2(&actions, complaints, 2)
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    return SpawnAttributes.with {
      posix_spawnp(&pid, words[0], &actions, &$0, &arguments, environ)
    }
  }
}
