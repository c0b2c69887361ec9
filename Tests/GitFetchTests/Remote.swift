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
  private var servers: [GitServer] = []
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
    for folder in ["home", "srv"] {
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
    for server in servers { await server.stop() }
    servers = []
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
  /// Offers it over one of git's transports; returns the address.
  func serve(over transport: GitServer.Transport) async throws -> String {
    let server = try await GitServer(transport, of: root + "/srv", state: root + "/keys")
    servers.append(server)
    environment.merge(server.variables) { $1 }
    return server.base + "acme.git"
  }
}

extension Remote {
  /// What failed.
  struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
  }
}
