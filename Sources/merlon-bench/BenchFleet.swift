import Foundation

/// A fleet of its own for one benchmark: a policy repository, a host agent and a reconciler, with
/// their own home and cache, in a folder that goes away.
final class BenchFleet {
  let folder: URL
  let port = HTTPQuestion.freePort()
  let binaries: URL
  private var children: [Child] = []

  var policy: URL { folder.appending(path: "policy") }
  private var ledger: URL { policy.appending(path: ".git/refs/notes/merlon/ledger") }

  init() throws {
    binaries = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent()
    folder = FileManager.default.temporaryDirectory.appending(
      path: "merlon-bench-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try run("merlon", "init", policy.path, "--fleet", "bench", "--port", String(port))
  }

  /// Stops what was started and removes the folder.
  func end() {
    for child in children.reversed() { child.stop() }
    try? FileManager.default.removeItem(at: folder)
  }

  /// Runs a program beside this one, or of the system, to its end and returns what it wrote.
  @discardableResult
  func run(_ program: String, _ arguments: String..., input: String = "") throws -> String {
    let (question, answer) = (folder.appending(path: "input"), folder.appending(path: "output"))
    try Data(input.utf8).write(to: question)
    let child = try make(program, arguments, input: question.path, output: answer.path)
    guard child.wait() == 0 else {
      throw Failure("\(program) \(arguments.joined(separator: " ")) failed; see above")
    }
    return try String(contentsOf: answer, encoding: .utf8)
  }

  /// Starts a program that stays until `end()`.
  @discardableResult
  func start(_ program: String, _ arguments: String...) throws -> Child {
    let child = try make(program, arguments)
    children.append(child)
    return child
  }

  func write(_ text: String, to path: String) throws {
    let place = policy.appending(path: path)
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: place)
  }

  /// Commits everything; the watch was started just before `git commit`.
  @discardableResult
  func commit(_ message: String) throws -> Stopwatch {
    try run("/usr/bin/git", "-C", policy.path, "add", "--all")
    let watch = Stopwatch()
    try run("/usr/bin/git", "-C", policy.path, "commit", "--quiet", "--allow-empty", "-m", message)
    return watch
  }

  /// Where the ledger stands.
  func ledgerTip() -> String? { try? String(contentsOf: ledger, encoding: .utf8) }

  private func make(
    _ program: String, _ arguments: [String], input: String = "/dev/null",
    output: String = "/dev/null"
  ) throws -> Child {
    let path = program.hasPrefix("/") ? program : binaries.appending(path: program).path
    let environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
      "HOME": folder.path, "MERLON_CACHE": folder.appending(path: "cache").path,
      "GIT_AUTHOR_NAME": "bench", "GIT_AUTHOR_EMAIL": "bench@localhost",
      "GIT_COMMITTER_NAME": "bench", "GIT_COMMITTER_EMAIL": "bench@localhost",
    ]
    return try Child(
      path, arguments, environment: environment, input: input, output: output)
  }
}
