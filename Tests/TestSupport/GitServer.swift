import Foundation
import Glibc

/// Offers the bare repositories in a folder over one of git's transports, on the loopback.
package final class GitServer {
  /// How git reaches it.
  package enum Transport: String, CaseIterable, Sendable {
    /// A path.
    case file
    /// sshd, with keys of its own.
    case ssh
    /// lighttpd with git's own CGI program.
    case http
  }

  /// What comes before a repository's name in its address.
  package let base: String
  /// The variables that clients need more.
  package private(set) var variables: [String: String] = ["GIT_SSH_COMMAND": "false"]
  private let child: Child?

  /// Starts it.
  ///
  /// - Parameters:
  ///   - folder: The folder of the repositories.
  ///   - state: An empty folder for keys and configuration.
  package init(_ transport: Transport, of folder: String, state: String) async throws {
    try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
    switch transport {
    case .file:
      base = folder + "/"
      child = nil
    case .http:
      let port = try LocalPort.free()
      base = "http://127.0.0.1:\(port)/git/"
      let file = try Self.write(Self.lighttpd(folder, port), to: state + "/lighttpd.conf")
      child = try Self.start("/usr/sbin/lighttpd", ["-D", "-f", file], state)
      try await Self.wait(for: port, child)
    case .ssh:
      let port = try LocalPort.free()
      base = "ssh://\(NSUserName())@127.0.0.1:\(port)\(folder)/"
      for key in ["host", "user"] {
        let made = try Self.start(
          "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(state)/\(key)"], state)
        _ = try await made.wait()
      }
      let key = try String(contentsOfFile: state + "/host.pub", encoding: .utf8)
      let known = try Self.write("[127.0.0.1]:\(port) \(key)", to: state + "/known")
      variables["GIT_SSH_COMMAND"] =
        "ssh -F none -i \(state)/user -o UserKnownHostsFile=\(known)"
      let file = try Self.write(Self.sshd(state, port), to: state + "/sshd.conf")
      // sshd wants this folder when it is run by root.
      if getuid() == 0 { mkdir("/run/sshd", 0o755) }
      child = try Self.start("/usr/sbin/sshd", ["-D", "-e", "-f", file], state)
      try await Self.wait(for: port, child)
    }
  }

  /// Ends it.
  package func stop() async {
    child?.send(SIGKILL)
    _ = try? await child?.wait()
  }

  private static func write(_ text: String, to path: String) throws -> String {
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  private static func start(
    _ program: String, _ arguments: [String], _ state: String
  ) throws -> Child {
    try Child(
      program, arguments, environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": state],
      folder: state, label: "\(state)/\(UUID().uuidString)")
  }

  private static func wait(for port: UInt16, _ child: Child?) async throws {
    try await Patience.wait(until: "the server on port \(port)") {
      if child?.hasEnded == true { throw ChildError("server", child?.error ?? "") }
      return LocalPort.isListening(on: port)
    }
  }

  private static func lighttpd(_ folder: String, _ port: UInt16) -> String {
    """
    server.modules = ("mod_alias", "mod_cgi", "mod_setenv")
    server.document-root = "\(folder)"
    server.bind = "127.0.0.1"
    server.port = \(port)
    alias.url = ("/git" => "/usr/lib/git-core/git-http-backend")
    cgi.assign = ("" => "")
    setenv.add-environment = (
      "GIT_PROJECT_ROOT" => "\(folder)", "GIT_HTTP_EXPORT_ALL" => "1",
      "PATH" => "/usr/local/bin:/usr/bin:/bin", "HOME" => "/nonexistent")
    """
  }

  private static func sshd(_ state: String, _ port: UInt16) -> String {
    """
    Port \(port)
    ListenAddress 127.0.0.1
    HostKey \(state)/host
    AuthorizedKeysFile \(state)/user.pub
    StrictModes no
    UsePAM no
    PidFile none
    PasswordAuthentication no
    PermitRootLogin yes
    AcceptEnv GIT_PROTOCOL
    MaxStartups 100

    """
  }
}
