import Foundation

/// A folder of its own for one test, and tools to run in it; gone when the test is over.
final class KeyFolder: Sendable {
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

  /// Runs a script with the folder as its working folder and returns what it prints.
  @discardableResult
  func shell(_ script: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-ec", "{ " + script + "\n} > output 2>&1"]
    process.currentDirectoryURL = URL(filePath: path)
    process.environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": path, "GIT_CONFIG_NOSYSTEM": "1", "TZ": "UTC",
    ]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let text = String(
      decoding: try Data(contentsOf: URL(filePath: path + "/output")), as: UTF8.self)
    guard process.terminationStatus == 0 else { throw Failure(command: script, output: text) }
    return text.trimmingCharacters(in: .newlines)
  }

  func read(_ file: String) throws -> String {
    try String(contentsOf: URL(filePath: path + "/" + file), encoding: .utf8)
  }

  func write(_ text: String, to file: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path + "/" + file))
  }
}
