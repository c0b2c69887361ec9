import Foundation
package import Glibc
package import Vocabulary

/// A policy repository in a folder of its own, worked on by the real programs in an environment
/// that holds nothing of the user's.
package final class Fleet {
  /// The folder of everything: home, outputs, the policy repository in `fleet`.
  package let root: String
  /// The policy repository.
  package let path: String
  /// The port of the image `web`.
  package let port: UInt16
  /// What the programs see.
  package var environment: [String: String]
  /// The file system of the policy repository, if it has one of its own.
  package private(set) var disk: SmallDisk?
  private var children: [Child] = []
  private var count = 0

  private init() throws {
    var template = Array("/tmp/merlon-e2e-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw ChildError("mkdtemp", "no folder") }
    root = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    path = root + "/fleet"
    port = try LocalPort.free()
    environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
      "HOME": root + "/home", "LC_ALL": "C.UTF-8", "MERLON_CACHE": E2E.cache,
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.com",
      "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com",
    ]
    environment["MERLON_SOURCES"] = ProcessInfo.processInfo.environment["MERLON_SOURCES"]
    try FileManager.default.createDirectory(
      atPath: root + "/home", withIntermediateDirectories: true)
  }

  /// Lends an empty place to `body`; whatever it started there is gone afterwards.
  package static func withEmpty(_ body: (Fleet) async throws -> Void) async throws {
    let fleet = try Fleet()
    let result: Result<Void, any Error>
    do { result = .success(try await body(fleet)) } catch { result = .failure(error) }
    await fleet.tearDown()
    try result.get()
  }

  /// Lends what `merlon init` writes, committed.
  package static func withCommitted(_ body: (Fleet) async throws -> Void) async throws {
    try await withEmpty { fleet in
      try await fleet.initialise()
      try await fleet.commit("A fleet with one image")
      try await body(fleet)
    }
  }

  /// Lends what `merlon init` writes, committed, on a file system of its own with so many MiB.
  package static func withCommitted(
    onDiskOf mebibytes: Int, _ body: (Fleet, SmallDisk) async throws -> Void
  ) async throws {
    try await withEmpty { fleet in
      let disk = try await SmallDisk(at: fleet.path, mebibytes: mebibytes, outputs: fleet.root)
      fleet.disk = disk
      try await fleet.initialise()
      try await fleet.commit("A fleet with one image")
      try await body(fleet, disk)
    }
  }

  /// Lends a fleet whose first commit is enforced.
  package static func withServing(_ body: (Fleet) async throws -> Void) async throws {
    try await withCommitted { fleet in
      try await fleet.startHost()
      try await fleet.reconcile(expecting: 0)
      try await body(fleet)
    }
  }

  /// Ends what was started here, by its id, and what that left.
  private func tearDown() async {
    for child in children.reversed() { child.send(SIGKILL) }
    for child in children { _ = try? await child.wait() }
    _ = try? await Patience.wait(until: "the end of all processes") {
      let left = ProcessTable.running(with: root)
      for pid in left.keys { kill(pid, SIGKILL) }
      return left.isEmpty
    }
    await disk?.end()
    try? FileManager.default.removeItem(atPath: root)
  }
}

// MARK: - Programs

extension Fleet {
  /// Starts a program in the policy repository, or in the root while there is none.
  package func start(
    _ program: String, _ arguments: [String], input: String = "/dev/null"
  ) throws -> Child {
    count += 1
    let hasRepository = FileManager.default.fileExists(atPath: reachable(path))
    let folder = hasRepository ? path : root
    let command = disk?.command([program] + arguments, in: folder) ?? [program] + arguments
    let child = try Child(
      command[0], Array(command.dropFirst()), environment: environment,
      folder: disk == nil ? folder : root, label: "\(root)/\(count)", input: input)
    children.append(child)
    return child
  }

  /// Runs a program to its end.
  package func run(
    _ program: String, _ arguments: [String], input: String = "/dev/null"
  ) async throws -> Outcome {
    let child = try start(program, arguments, input: input)
    let ending = try await child.wait()
    return Outcome(
      command: ([program] + arguments).joined(separator: " "), ending: ending,
      output: child.output, error: child.error)
  }

  /// Runs `merlon`.
  @discardableResult
  package func merlon(_ arguments: String..., input: String = "/dev/null") async throws -> Outcome {
    try await run(E2E.merlon, arguments, input: input)
  }

  /// Starts `merlon` and lets it run.
  package func startMerlon(_ arguments: String...) throws -> Child {
    try start(E2E.merlon, arguments)
  }

  /// Runs `git`, which must succeed, and returns what it said without the last line's end.
  @discardableResult
  package func git(_ arguments: String...) async throws -> String {
    let outcome = try await run("git", arguments)
    guard outcome.status == 0 else { throw ChildError("git", outcome.description) }
    return outcome.output.trimmingCharacters(in: .newlines)
  }

  /// Runs a pass that must end with a status.
  @discardableResult
  package func reconcile(expecting status: Int32) async throws -> Outcome {
    let outcome = try await merlon("reconcile", "--once")
    guard outcome.status == status else {
      throw ChildError("expected status \(status)", outcome.description)
    }
    return outcome
  }

  /// Starts an agent and waits until it listens.
  ///
  /// - Parameter prefix: A command that leads into the namespace where it shall run.
  @discardableResult
  package func startHost(
    _ name: String = "local", _ arguments: String..., in prefix: [String] = []
  ) async throws -> Child {
    let words = prefix + [E2E.merlon, "host", "run", name] + arguments
    let agent = try start(words[0], Array(words.dropFirst()))
    try await Patience.wait(until: "the host agent") {
      guard !agent.hasEnded else { throw ChildError("merlon host run", agent.error) }
      return LocalPort.isListening(at: reachable(socket(of: name)))
    }
    return agent
  }

  /// An agent's socket.
  package func socket(of host: String) -> String {
    path + "/.git/merlon/hosts/\(host)/agent.sock"
  }

  /// Where this process finds what the fleet's programs find at `path`.
  package func reachable(_ path: String) -> String { disk.map { $0.outside + path } ?? path }

  /// The monitors of this fleet's instances: process id to arguments.
  package var monitors: [pid_t: [String]] {
    ProcessTable.running(with: "--control=\(path)/")
  }
}

// MARK: - Policy

extension Fleet {
  /// Runs `merlon init` and `git init`'s rest.
  package func initialise() async throws {
    let outcome = try await merlon("init", path, "--fleet", "fleet", "--port", "\(port)")
    guard outcome.status == 0 else { throw ChildError("merlon init", outcome.description) }
  }

  /// Writes a file of the policy repository.
  package func write(_ text: String, to file: String) throws {
    let place = URL(filePath: reachable(path)).appending(path: file)
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: place)
  }

  /// Replaces a text of a file, which must hold it.
  package func replace(_ old: String, by new: String, in file: String) throws {
    let place = URL(filePath: reachable(path)).appending(path: file)
    let text = try String(contentsOf: place, encoding: .utf8)
    guard text.contains(old) else { throw ChildError(file, "does not hold \(old)") }
    try write(text.replacingOccurrences(of: old, with: new), to: file)
  }

  /// Commits everything, even nothing, and returns the commit's name.
  @discardableResult
  package func commit(_ message: String) async throws -> String {
    try await git("add", "--all")
    try await git("commit", "--quiet", "--allow-empty", "--message", message)
    return try await git("rev-parse", "HEAD")
  }

  /// The answer of `merlon status`, whatever its exit status.
  package func status() async throws -> JSON {
    try await merlon("status", "--output", "json").json()
  }

  /// The row of an image in the answer of `merlon status`.
  package func instance(_ image: String) async throws -> JSON? {
    try await status()["instances"]?.array?.first { $0["image"]?.string == image }
  }

  /// The answer of `merlon audit`, whatever its exit status.
  package func audit() async throws -> JSON {
    try await merlon("audit", "--output", "json").json()
  }

  /// What `merlon audit` says of a commit.
  package func record(of commit: String) async throws -> JSON? {
    try await audit()["commits"]?.array?.first { $0["commit"]?.string == commit }
  }

  /// The HTTP status of `path` at the image `web`.
  package func ask(_ path: String, as credentials: String? = nil) -> Int? {
    LocalPort.get(path, at: port, as: credentials)?.status
  }
}
