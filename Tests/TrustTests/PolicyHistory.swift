import Foundation
import GitStore
import TestSupport
import Trust
import Vocabulary

/// A policy repository whose commits people sign with git and ssh-keygen.
final class PolicyHistory {
  let scratch: Scratch
  let path: String
  /// What the tests' commits are dated, one minute apart, in seconds.
  var clock = 1_800_000_000

  /// Makes a repository whose first commit says who may sign: the text of `signing`, and a line of
  /// `allowed_signers` for each name, all with keys of their own.
  init(signing: String?, people: [String]) throws {
    scratch = try Scratch()
    path = try scratch.repository()
    for name in people { try makeKey(name) }
    try allow(people)
    try fleet(signing: signing)
    try write("one", to: "site/index.html")
    try commit()
  }

  /// The commits that git makes now.
  var now: Instant { Instant(milliseconds: Int64(clock + 60) * 1000) }

  /// Makes a key of a type.
  func makeKey(_ name: String, _ type: String...) throws {
    let options = type.isEmpty ? ["-t", "ed25519"] : type
    try scratch.run("ssh-keygen", ["-q", "-N", "", "-C", name, "-f", key(name)] + options)
  }

  func key(_ name: String) -> String { scratch.path + "/" + name }

  /// Writes `allowed_signers`: a name, or `name=words before the key`.
  func allow(_ people: [String]) throws {
    var text = ""
    for person in people {
      let parts = person.split(separator: "=", maxSplits: 1).map(String.init)
      let words = parts.count == 2 ? parts[1] : "\(parts[0])@acme namespaces=\"git\""
      text += words + " " + (try scratch.read(parts[0] + ".pub"))
    }
    try write(text, to: ".merlon/allowed_signers")
  }

  /// Writes `merlon.yaml`.
  func fleet(signing: String?) throws {
    let text = """
      apiVersion: merlon.dev/v1
      kind: Fleet
      metadata: {name: acme}
      spec:
        catalogs: []

      """
    try write(text + (signing.map { "  signing: \($0)\n" } ?? ""), to: "merlon.yaml")
  }

  func write(_ text: String, to file: String) throws {
    try scratch.write(text, to: file, in: path)
  }

  /// Commits everything, signed by somebody if a name is given.
  @discardableResult
  func commit(
    by name: String? = nil, at time: Int? = nil, _ message: String = "A change"
  ) throws -> CommitID {
    try scratch.git(path, "add", "--all")
    return try git(["commit", "-q", "--allow-empty", "-m", message], by: name, at: time)
  }

  /// Runs a command of git that makes a commit, signed by somebody if a name is given.
  @discardableResult
  func git(_ command: [String], by name: String? = nil, at time: Int? = nil) throws -> CommitID {
    clock += 60
    let date = "@\(time ?? clock) +0000"
    let signing =
      name.map { ["-c", "gpg.format=ssh", "-c", "user.signingKey=\(key($0))"] } ?? []
    let subcommand = name == nil ? command : [command[0], "-S"] + command.dropFirst()
    try scratch.run(
      "env",
      ["GIT_AUTHOR_DATE=\(date)", "GIT_COMMITTER_DATE=\(date)", "git", "-C", path]
        + signing + subcommand)
    return try head()
  }

  func head(_ revision: String = "HEAD") throws -> CommitID {
    try id(try scratch.git(path, "rev-parse", revision))
  }

  private func id(_ text: String) throws -> CommitID {
    guard let id = CommitID(hex: text) else { throw NoCommit(text: text) }
    return id
  }
}

/// What git said in the place of a commit.
struct NoCommit: Error { let text: String }

extension PolicyHistory {
  /// A chain that trusts what HEAD is now.
  func chain() throws -> TrustChain {
    let repository = try Repository(openingAt: path)
    return TrustChain(from: try TrustedCommit(anchor: head(), in: repository))
  }

  /// Follows the branch to HEAD and returns what was refused, in words.
  func follow(_ chain: inout TrustChain, arrivedAt arrival: Instant? = nil) throws -> [String] {
    let repository = try Repository(openingAt: path)
    return try chain.follow(to: head(), arrivedAt: arrival ?? now, in: repository)
      .flatMap { $0.diagnostics.map(\.description) }
  }
}
