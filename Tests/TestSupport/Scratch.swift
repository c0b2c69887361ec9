package import Foundation

/// A folder of its own for one test, with tools to fill it; gone when the test lets go of it.
///
/// Tools run in an environment that holds nothing of the user's.
package final class Scratch: Sendable {
  /// A tool that failed.
  package struct Failure: Error {
    /// The command line.
    package let command: String
    /// What it said, on both outputs.
    package let output: String
  }

  /// The folder.
  package let path: String

  /// Makes the folder.
  package init() throws {
    path = NSTemporaryDirectory() + "merlon-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

// MARK: - Files

extension Scratch {
  /// The text of a file.
  package func read(_ file: String) throws -> String {
    try String(contentsOf: URL(filePath: path + "/" + file), encoding: .utf8)
  }

  /// Writes a file, and the folders that it needs, below the folder or below `directory`.
  package func write(_ text: String, to file: String, in directory: String? = nil) throws {
    let url = URL(filePath: (directory ?? path) + "/" + file)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// The paths of the files below a folder of this one, sorted.
  package func files(in folder: String) throws -> [String] {
    let root = path + "/" + folder
    return try FileManager.default.subpathsOfDirectory(atPath: root).map { root + "/" + $0 }
      .filter {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder)
          && !isFolder.boolValue
      }.sorted()
  }
}

// MARK: - Tools

extension Scratch {
  /// Runs a tool in the folder and returns what it says, without line ends around it.
  ///
  /// - Throws: `Failure` if it fails.
  @discardableResult
  package func run(
    _ tool: String, _ arguments: [String], input: Data = Data(), within limit: Duration = Tool.limit
  ) throws -> String {
    let environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": path, "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.com",
      "GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.com", "TZ": "UTC",
    ]
    let answer = try Tool.run(
      [tool] + arguments, in: path, environment: environment, input: input, within: limit)
    guard answer.isSuccess else {
      throw Failure(
        command: ([tool] + arguments).joined(separator: " "), output: answer.output)
    }
    return answer.output.trimmingCharacters(in: .newlines)
  }

  /// Runs a script with the folder as its working folder and returns what it says.
  @discardableResult
  package func shell(_ script: String) throws -> String { try run("sh", ["-ec", script]) }
}

// MARK: - Git

extension Scratch {
  /// Makes a repository with `git init` and returns its path.
  package func repository(_ name: String = "policy", _ options: String...) throws -> String {
    try run("git", ["init", "-q", "-b", "main"] + options + [path + "/" + name])
    return path + "/" + name
  }

  /// Runs git in the repository at `directory` and returns what it says.
  @discardableResult
  package func git(
    _ directory: String, _ arguments: String..., input: Data = Data()
  ) throws -> String {
    try run("git", ["-C", directory] + arguments, input: input)
  }

  /// Makes `count` commits with nothing in them on `main` of the repository at `directory`, on top
  /// of `base` if there is one, and returns the ids of all that `main` has, oldest first.
  package func emptyCommits(
    _ count: Int, on base: String? = nil, in directory: String
  ) throws -> [String] {
    var stream = ""
    for number in 1...count {
      stream += "commit refs/heads/main\ncommitter A <a@b> \(number) +0000\ndata 1\nm\n"
      if number == 1, let base { stream += "from \(base)\n" }
    }
    try git(directory, "fast-import", "--quiet", input: Data(stream.utf8))
    return try git(directory, "rev-list", "--reverse", "main").split(separator: "\n").map(
      String.init)
  }

  /// Commits one file and returns the commit's id.
  @discardableResult
  package func commit(
    _ text: String, to file: String = "fleet.yaml", in directory: String
  ) throws -> String {
    try write(text, to: file, in: directory)
    try git(directory, "add", "-A")
    try git(directory, "commit", "-qm", "Change " + file)
    return try git(directory, "rev-parse", "HEAD")
  }

  /// Writes an object with any bytes, as a hostile pusher could, and returns its id.
  package func object(_ kind: String, _ bytes: [UInt8], in directory: String) throws -> String {
    try git(
      directory, "hash-object", "-t", kind, "-w", "--literally", "--stdin", input: Data(bytes))
  }
}
