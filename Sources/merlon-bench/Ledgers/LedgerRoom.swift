import Attestation
import Foundation
import GitFetch
import GitStore
import Keys
import Ledger
import Vocabulary

/// A bare policy repository whose commits have notes in a ledger, and more that have none yet.
final class LedgerRoom {
  let repository: String
  let ledger: Ledger
  let key = SigningKey()
  let author = LedgerAuthor(name: "merlon", email: "controller@merlon")
  /// The policy commits, oldest first.
  let commits: [CommitID]
  private let folder: URL
  private var next = 0
  private var spared = 0
  private var seconds: Int64 = 1_790_000_000

  /// Makes `count` commits that the controller's key may speak of.
  init(commits count: Int) throws {
    folder = FileManager.default.temporaryDirectory.appending(
      path: "merlon-bench-ledger-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)")
    repository = folder.path + "/policy.git"
    let signers = AllowedSigners([
      AllowedSigner(principals: ["controller@merlon"], key: key.publicKey)
    ])
    ledger = Ledger(repositoryAt: repository, signers: signers)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.git(
      folder.path, "init", "--quiet", "--bare", "--initial-branch", "main", repository)
    try Data((signers.text).utf8).write(to: folder.appending(path: "allowed_signers"))
    var stream = ""
    for number in 1...count {
      stream += "commit refs/heads/main\ncommitter A <a@b> \(number) +0000\ndata 1\nm\n"
      if number == 1 {
        let text = signers.text
        stream += "M 100644 inline .merlon/allowed_signers\ndata \(text.utf8.count)\n\(text)\n"
      }
    }
    try Data(stream.utf8).write(to: folder.appending(path: "stream"))
    try Self.git(
      folder.path, "-C", repository, "fast-import", "--quiet", "--max-pack-size=1g",
      input: folder.path + "/stream")
    commits = try Self.git(folder.path, "-C", repository, "rev-list", "--reverse", "main")
      .split(separator: "\n").compactMap { CommitID(hex: String($0)) }
  }

  func end() { try? FileManager.default.removeItem(at: folder) }

  /// The next commits that have no note: all before them have verdicts.
  func take(_ count: Int) throws -> [CommitID] {
    guard next + count + spared <= commits.count else { throw Failure("too few commits") }
    defer { next += count }
    return Array(commits[next..<next + count])
  }

  /// Commits for the notes of others, from the end.
  func spare(_ count: Int) throws -> [CommitID] {
    guard next + count + spared <= commits.count else { throw Failure("too few commits") }
    spared += count
    return Array(commits[(commits.count - spared)...].prefix(count))
  }

  /// What is recorded on a commit: a verdict, as the reconciler writes it.
  func entry(about commit: CommitID) -> LedgerEntry {
    let summary = VerificationSummary(
      subject: .commit(commit, repository: "file:///policy"), verifier: "https://merlon.dev/bench",
      time: Instant(milliseconds: seconds * 1000), resource: "file:///policy",
      policy: .commit(commit, repository: "file:///policy"), verdict: .passed,
      reason: "web rebuilt: requirement public-is-authenticated applies now", images: [])
    return LedgerEntry(about: commit, statement: summary.statement, key: "verdict")
  }

  /// Records a line on each of the commits, in one notes commit.
  func append(_ commits: [CommitID]) throws {
    seconds += 1
    _ = try ledger.append(
      commits.map(entry), signedBy: key, as: author, at: Instant(milliseconds: seconds * 1000))
  }

  /// Puts packs together, as the reconciler does.
  func keepPacks() async throws {
    let keeper = PackKeeper(
      gitFolder: repository, stateFolder: folder.path,
      environment: ProcessInfo.processInfo.environment)
    if let words = await keeper.run() { throw Failure("packs cannot be put together: \(words)") }
  }

  /// Bytes on disk.
  var bytes: Int {
    let files = FileManager.default.enumerator(atPath: repository)
    var sum = 0
    while files?.nextObject() != nil {
      if let attributes = files?.fileAttributes,
        attributes[.type] as? FileAttributeType == .typeRegular
      {
        sum += (attributes[.size] as? Int) ?? 0
      }
    }
    return sum
  }
}

// MARK: - git

extension LedgerRoom {
  /// Everything that is written reaches the disk, as it does with Merlon.
  private static let durable = ["-c", "core.fsync=all", "-c", "core.fsyncMethod=fsync"]

  /// Runs git on the repository and returns what it says.
  @discardableResult
  func git(_ arguments: String..., input: String = "/dev/null") throws -> String {
    try Self.run(folder.path, ["-C", repository] + arguments, input)
  }

  @discardableResult
  private static func git(
    _ folder: String, _ arguments: String..., input: String = "/dev/null"
  ) throws -> String {
    try run(folder, arguments, input)
  }

  private static func run(
    _ folder: String, _ arguments: [String], _ input: String
  ) throws -> String {
    let output = folder + "/output"
    let options =
      durable + [
        "-c", "gpg.format=ssh", "-c", "gpg.ssh.allowedSignersFile=" + folder + "/allowed_signers",
      ]
    let child = try Child(
      "/usr/bin/git", options + arguments,
      environment: [
        "PATH": "/usr/bin:/bin", "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@b",
      ], input: input, output: output)
    guard child.wait() == 0 else { throw Failure("git \(arguments.joined(separator: " ")) failed") }
    return try String(contentsOfFile: output, encoding: .utf8)
  }

  /// A line as long as those of the ledger.
  func text(about commit: CommitID) throws -> String {
    try key.envelope(of: entry(about: commit).statement).line
  }

  /// Adds notes one by one.
  func addNotes(_ commits: [CommitID]) throws {
    for commit in commits {
      try git("notes", "--ref=bench", "add", "-m", try text(about: commit), commit.hex)
    }
  }

  /// Adds notes at once.
  func importNotes(_ commits: [CommitID]) throws {
    var stream =
      "commit refs/notes/bench\ncommitter A <a@b> 1 +0000\ndata 1\nm\nfrom refs/notes/bench^0\n"
    for commit in commits {
      let text = try text(about: commit)
      stream += "N inline \(commit.hex)\ndata \(text.utf8.count)\n\(text)\n"
    }
    let path = folder.path + "/stream"
    try Data(stream.utf8).write(to: URL(filePath: path))
    try git("fast-import", "--quiet", input: path)
  }
}
