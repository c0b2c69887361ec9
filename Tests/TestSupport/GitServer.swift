import Foundation

/// Offers the bare repositories in a folder over one of git's transports, on the loopback.
package final class GitServer {
  /// How git reaches it.
  package enum Transport: String, CaseIterable, Sendable {
    /// A path.
    case file
    /// sshd, with keys of its own.
    case ssh
    /// lighttpd with git's own CGI program, and a certificate of its own.
    case https
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
    case .https:
      let port = try LocalPort.free()
      base = "https://127.0.0.1:\(port)/git/"
      try await Self.makeCertificate(in: state)
      variables["GIT_SSL_CAINFO"] = state + "/tls.pem"
      let file = state + "/lighttpd.conf"
      try Data(Self.lighttpd(folder, state, port).utf8).write(to: URL(filePath: file))
      child = try Self.start("/usr/sbin/lighttpd", ["-D", "-f", file], state)
      try await Self.wait(for: port, child)
    case .ssh:
      let port = try LocalPort.free()
      base = "ssh://\(NSUserName())@127.0.0.1:\(port)\(folder)/"
      try await SSHDaemon.makeKeys(in: state)
      let arguments = try SSHDaemon.configure(
        in: state, at: "127.0.0.1", port: port, more: "AcceptEnv GIT_PROTOCOL\nMaxStartups 100")
      variables["GIT_SSH_COMMAND"] = SSHDaemon.client(in: state)
      child = try Self.start(SSHDaemon.program, arguments, state)
      try await Self.wait(for: port, child)
    }
  }

  /// Ends it.
  package func stop() async {
    child?.send(SIGKILL)
    _ = try? await child?.wait()
  }

  private static func makeCertificate(in state: String) async throws {
    let child = try start(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
        state + "/tls.key", "-out", state + "/tls.pem", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=IP:127.0.0.1",
      ], state)
    guard try await child.wait() == .exited(0) else { throw ChildError("openssl", child.error) }
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

  private static func lighttpd(_ folder: String, _ state: String, _ port: UInt16) -> String {
    """
    server.modules = ("mod_openssl", "mod_alias", "mod_cgi", "mod_setenv")
    server.document-root = "\(folder)"
    server.bind = "127.0.0.1"
    server.port = \(port)
    ssl.engine = "enable"
    ssl.pemfile = "\(state)/tls.pem"
    ssl.privkey = "\(state)/tls.key"
    alias.url = ("/git" => "/usr/lib/git-core/git-http-backend")
    cgi.assign = ("" => "")
    setenv.add-environment = (
      "GIT_PROJECT_ROOT" => "\(folder)", "GIT_HTTP_EXPORT_ALL" => "1",
      "PATH" => "/usr/local/bin:/usr/bin:/bin", "HOME" => "/nonexistent")
    """
  }
}
