import Attestation
import Foundation
import Keys
import Ledger
import Testing
import Vocabulary

/// A policy repository with some commits, a controller's key, and git to look at the result.
final class LedgerFixture: Sendable {
  struct Failure: Error {
    let command: String
    let output: String
  }

  static let author = LedgerAuthor(name: "Merlon", email: "controller@merlon.example")
  static let now = Instant(milliseconds: 1_790_000_000_000)

  let path: String
  let repository: String
  let key = SigningKey()
  let commits: [CommitID]

  init(commits count: Int = 3) throws {
    path = NSTemporaryDirectory() + "merlon-test-" + UUID().uuidString
    repository = path + "/policy"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    var stream = ""
    for number in 1...count {
      stream += "commit refs/heads/main\ncommitter A <a@b> \(number) +0000\ndata 1\nm\n"
    }
    try Self.run(path, "git", ["init", "-q", "-b", "main", repository])
    try Self.run(
      path, "git", ["-C", repository, "fast-import", "--quiet"], input: Data(stream.utf8))
    commits = try Self.run(path, "git", ["-C", repository, "rev-list", "--reverse", "main"])
      .split(separator: "\n").compactMap { CommitID(hex: String($0)) }
    try Data(signers.text.utf8).write(to: URL(filePath: path + "/allowed_signers"))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var signers: AllowedSigners {
    AllowedSigners([AllowedSigner(principals: [Self.author.email], key: key.publicKey)])
  }

  var ledger: Ledger { Ledger(repositoryAt: repository, signers: signers) }

  /// An entry about one of the commits.
  func entry(_ index: Int, _ text: String, key: String? = nil) -> LedgerEntry {
    LedgerEntry(
      about: commits[index],
      statement: Statement(
        subjects: [.commit(commits[index])], predicateType: "https://example.com/test",
        predicate: ["text": .string(text)]),
      key: key)
  }

  /// Appends one line for each text.
  @discardableResult
  func append(_ index: Int, _ texts: String..., key: String? = nil) throws -> LedgerReceipt {
    try ledger.append(
      texts.map { entry(index, $0, key: key) }, signedBy: self.key,
      as: Self.author, at: Self.now)
  }

  @discardableResult
  func git(_ arguments: String..., input: Data = Data()) throws -> String {
    try Self.run(
      path, "git",
      [
        "-C", repository, "-c", "gpg.format=ssh", "-c",
        "gpg.ssh.allowedSignersFile=" + path + "/allowed_signers",
      ] + arguments, input: input)
  }

  /// Runs a script with the fixture's folder as its working folder.
  @discardableResult
  func shell(_ script: String) throws -> String { try Self.run(path, "sh", ["-ec", script]) }

  @discardableResult
  private static func run(
    _ path: String, _ tool: String, _ arguments: [String], input: Data = Data()
  ) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.currentDirectoryURL = URL(filePath: path)
    process.environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": path, "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.com",
      "GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.com", "TZ": "UTC",
    ]
    let inputFile = path + "/stdin-" + UUID().uuidString
    let outputFile = path + "/stdout-" + UUID().uuidString
    try input.write(to: URL(filePath: inputFile))
    try Data().write(to: URL(filePath: outputFile))
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
}
