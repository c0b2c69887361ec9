import Foundation
import Testing

/// A folder of its own for one test, and git to fill it with; gone when the test is over.
final class Scratch: Sendable {
  struct Failure: Error {
    let command: String
    let output: String
  }

  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "merlon-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Makes a repository with `git init` and returns its path.
  func repository(_ name: String = "policy", _ options: String...) throws -> String {
    try run("git", ["init", "-q", "-b", "main"] + options + [path + "/" + name])
    return path + "/" + name
  }

  /// Runs git in the repository at `directory` and returns what it prints.
  @discardableResult
  func git(_ directory: String, _ arguments: String..., input: Data = Data()) throws -> String {
    try run("git", ["-C", directory] + arguments, input: input)
  }

  /// Runs a tool with an environment of its own, and throws if it fails.
  @discardableResult
  func run(_ tool: String, _ arguments: [String], input: Data = Data()) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": path, "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.com",
      "GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.com", "TZ": "UTC",
    ]
    let inputFile = path + "/stdin-" + UUID().uuidString
    let outputFile = path + "/stdout-" + UUID().uuidString
    try input.write(to: URL(filePath: inputFile))
    _ = FileManager.default.createFile(atPath: outputFile, contents: nil)
    defer {
      for file in [inputFile, outputFile] { try? FileManager.default.removeItem(atPath: file) }
    }
    process.standardInput = try FileHandle(forReadingFrom: URL(filePath: inputFile))
    let output = try FileHandle(forWritingTo: URL(filePath: outputFile))
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: URL(filePath: outputFile)), as: UTF8.self)
    guard process.terminationStatus == 0 else {
      throw Failure(command: ([tool] + arguments).joined(separator: " "), output: text)
    }
    return text.trimmingCharacters(in: .newlines)
  }

  /// Writes a file into the work tree at `directory`.
  func write(_ text: String, to file: String, in directory: String) throws {
    let url = URL(filePath: directory + "/" + file)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Commits one file and returns the commit's id.
  @discardableResult
  func commit(_ text: String, to file: String = "fleet.yaml", in directory: String) throws -> String
  {
    try write(text, to: file, in: directory)
    try git(directory, "add", "-A")
    try git(directory, "commit", "-qm", "Change " + file)
    return try git(directory, "rev-parse", "HEAD")
  }

  /// Writes an object with any bytes, as a hostile pusher could, and returns its id.
  func object(_ kind: String, _ bytes: [UInt8], in directory: String) throws -> String {
    try git(
      directory, "hash-object", "-t", kind, "-w", "--literally", "--stdin", input: Data(bytes))
  }
}
