import Audit
import Foundation
import GitFetch
import GitStore
import Ledger
import Vocabulary

/// An answer with all that it rests on, for somebody who has no access to the repository: the lines
/// that were signed, and the repository's policy and ledgers as a git bundle.
struct AnswerBundle {
  private let answer: Answer
  private let repository: RepositoryOptions.Opened

  init(_ answer: Answer, _ repository: RepositoryOptions.Opened) {
    self.answer = answer
    self.repository = repository
  }

  /// Writes the folder, whole or not at all.
  func write(to path: String) async throws {
    // With a slash at its end the name beside it would be one inside it.
    let folder = path.hasSuffix("/") ? URL(filePath: path).path : path
    let draft = folder + ".new-" + UUID().uuidString
    let files = FileManager.default
    defer { try? files.removeItem(atPath: draft) }
    do {
      guard !files.fileExists(atPath: folder) else {
        throw Failure.cannotRun("\(folder) is there already; name a new folder with --file")
      }
      try files.createDirectory(atPath: draft, withIntermediateDirectories: true)
      let git = try Repository(openingAt: repository.path)
      let ledgers = try git.references(below: "refs/notes/merlon/")
      let lines = try self.lines(of: ledgers)
      try put(lines.map { $0 + "\n" }.joined(), draft + "/attestations.intoto.jsonl")
      try put(answer.json.indented + "\n", draft + "/answer.json")
      try await GitBundle.write(
        ["refs/heads/" + repository.branch] + ledgers.keys.sorted(),
        ofRepositoryAt: git.commonDirectory,
        to: URL(filePath: draft).path + "/repository.bundle",
        environment: ProcessInfo.processInfo.environment)
      try put(instructions, draft + "/README")
      try files.moveItem(atPath: draft, toPath: folder)
      Terminal().say("wrote \(lines.count) signed lines and the repository to \(folder)")
    } catch let failure as Failure {
      throw failure
    } catch FetchError.failed(let words) {
      throw Failure.cannotRun("git cannot bundle the repository: \(words)")
    } catch let error as GitError {
      throw Failure.cannotRun(error.description)
    } catch {
      throw Failure.cannotRun(
        "cannot write \(folder): \(error.localizedDescription) Name another folder with --file")
    }
  }

  private func put(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  /// The lines on every commit that the answer names, of every ledger; all lines if it names none.
  private func lines(of ledgers: [String: CommitID]) throws -> [String] {
    let named = answer.rows.compactMap { CommitID(hex: answer.text("commit", in: $0)) }
    let commits: [CommitID]
    if named.isEmpty {
      let git = try Repository(openingAt: repository.path)
      commits = try git.firstParents(
        after: nil, through: try git.branch(repository.branch), limit: .max)
    } else {
      var seen: Set<CommitID> = []
      commits = named.filter { seen.insert($0).inserted }
    }
    return try ledgers.sorted { $0.key < $1.key }.flatMap { _, tip in
      try Ledger.texts(on: commits, asOf: tip, repositoryAt: repository.path)
    }
  }

  private var instructions: String {
    """
    An answer of `merlon audit \(answer.question)`, asked at \(answer.time).

    answer.json                the answer
    attestations.intoto.jsonl  what was signed about the commits in it: a DSSE envelope a line
    repository.bundle          the policy and its ledgers; git fetches from it

    To verify everything, with keys that you got from somewhere else in pins:

      git init --quiet --bare --initial-branch=\(repository.branch) policy.git
      git -C policy.git fetch --quiet ../repository.bundle '+refs/*:refs/*'
      merlon audit verify --repo policy.git --pins pins
    """ + "\n"
  }
}
