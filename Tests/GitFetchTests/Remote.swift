import Foundation
import Policy
import TestSupport
import Vocabulary

/// Somebody else's repository in a folder of its own, and the servers that offer it.
final class Remote {
  let root: String
  /// The work tree that commits are made in.
  let work: String
  /// What is fetched from.
  let bare: String
  var environment: [String: String]
  private var children: [Child] = []
  private var count = 0

  private init() throws {
    root = NSTemporaryDirectory() + "merlon-fetch-" + UUID().uuidString
    work = root + "/work"
    bare = root + "/srv/acme.git"
    environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": root + "/home", "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.com",
      "GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.com",
    ]
    for folder in ["home", "srv", "keys"] {
      try FileManager.default.createDirectory(
        atPath: root + "/" + folder, withIntermediateDirectories: true)
    }
  }

  /// Lends a repository with one commit on `main`; nothing is left of it afterwards.
  static func with(_ body: (Remote) async throws -> Void) async throws {
    let remote = try Remote()
    let result: Result<Void, any Error>
    do {
      try await remote.run("git", "init", "-q", "-b", "main", remote.work)
      try await remote.run("git", "init", "-q", "-b", "main", "--bare", remote.bare)
      try await remote.git("remote", "add", "origin", remote.bare)
      _ = try await remote.commit("one")
      result = .success(try await body(remote))
    } catch { result = .failure(error) }
    await remote.stop()
    try? FileManager.default.removeItem(atPath: remote.root)
    try result.get()
  }

  /// Ends every server.
  func stop() async {
    for child in children { child.send(SIGKILL) }
    for child in children { _ = try? await child.wait() }
    children = []
  }

  /// Runs a program that must succeed and returns what it printed.
  @discardableResult
  func run(_ program: String, _ arguments: String...) async throws -> String {
    try await run(program, arguments)
  }

  private func run(_ program: String, _ arguments: [String]) async throws -> String {
    let child = try start(program, arguments)
    guard try await child.wait() == .exited(0) else {
      throw Failure(program + ": " + child.output + child.error)
    }
    return child.output.trimmingCharacters(in: .newlines)
  }

  private func start(_ program: String, _ arguments: [String]) throws -> Child {
    count += 1
    let child = try Child(
      program, arguments, environment: environment, folder: root, label: "\(root)/\(count)")
    children.append(child)
    return child
  }

  /// Runs git in the work tree.
  @discardableResult
  func git(_ arguments: String...) async throws -> String {
    try await run("git", ["-C", work] + arguments)
  }

  /// Commits and pushes a change; returns the commit.
  func commit(_ text: String) async throws -> CommitID {
    try Data(text.utf8).write(to: URL(filePath: work + "/file"))
    try await git("add", "--all")
    try await git("commit", "-qm", "Change to " + text.prefix(20))
    try await git("push", "-q", "--force", "origin", "HEAD")
    return try await id("HEAD")
  }

  /// The id that a revision names, of whatever kind.
  func id(_ revision: String) async throws -> CommitID {
    guard let id = CommitID(hex: try await git("rev-parse", revision)) else {
      throw Failure(revision)
    }
    return id
  }
}

// MARK: - Servers

extension Remote {
  /// Offers it over HTTPS by git's own CGI program; returns the address.
  func serveHTTPS() async throws -> String {
    let port = try LocalPort.free()
    try await run(
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
      "-keyout", root + "/keys/tls.key", "-out", root + "/keys/tls.pem", "-days", "2", "-subj",
      "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1")
    let configuration = """
      server.modules = ("mod_openssl", "mod_alias", "mod_cgi", "mod_setenv")
      server.document-root = "\(root)/srv"
      server.bind = "127.0.0.1"
      server.port = \(port)
      ssl.engine = "enable"
      ssl.pemfile = "\(root)/keys/tls.pem"
      ssl.privkey = "\(root)/keys/tls.key"
      alias.url = ("/git" => "/usr/lib/git-core/git-http-backend")
      cgi.assign = ("" => "")
      setenv.add-environment = ("GIT_PROJECT_ROOT" => "\(root)/srv", "GIT_HTTP_EXPORT_ALL" => "1")
      """
    try Data(configuration.utf8).write(to: URL(filePath: root + "/lighttpd.conf"))
    let server = try start("/usr/sbin/lighttpd", ["-D", "-f", root + "/lighttpd.conf"])
    environment["GIT_SSL_CAINFO"] = root + "/keys/tls.pem"
    let address = "https://127.0.0.1:\(port)/git/acme.git"
    try await wait(for: address, of: server)
    return address
  }

  /// Offers it over SSH; returns the address.
  func serveSSH() async throws -> String {
    let port = try LocalPort.free()
    for key in ["host", "user"] {
      try await run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", root + "/keys/" + key)
    }
    let key = try String(contentsOfFile: root + "/keys/host.pub", encoding: .utf8)
    try Data("[127.0.0.1]:\(port) \(key)".utf8).write(to: URL(filePath: root + "/keys/known"))
    let configuration = """
      Port \(port)
      ListenAddress 127.0.0.1
      HostKey \(root)/keys/host
      AuthorizedKeysFile \(root)/keys/user.pub
      StrictModes no
      UsePAM no
      PidFile none
      PasswordAuthentication no
      PermitRootLogin yes

      """
    try Data(configuration.utf8).write(to: URL(filePath: root + "/sshd.conf"))
    // sshd wants this folder when it is run by root.
    if getuid() == 0 { mkdir("/run/sshd", 0o755) }
    let server = try start("/usr/sbin/sshd", ["-D", "-e", "-f", root + "/sshd.conf"])
    environment["GIT_SSH_COMMAND"] =
      "ssh -F none -i \(root)/keys/user -o UserKnownHostsFile=\(root)/keys/known"
    let address = "ssh://\(NSUserName())@127.0.0.1:\(port)\(bare)"
    try await wait(for: address, of: server)
    return address
  }

  /// Waits until a server answers git.
  private func wait(for address: String, of server: Child) async throws {
    for _ in 0..<200 {
      guard !server.hasEnded else { throw Failure(server.error + server.output) }
      let question = try start("git", ["ls-remote", address])
      if try await question.wait() == .exited(0) { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw Failure("\(address) does not answer: \(server.error)")
  }
}

extension Remote {
  /// What failed.
  struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
  }
}
