import ArgumentParser
import Attestation
import Foundation
import GitFetch
import GitStore
import Keys
import Ledger
import Reconciler
import Vocabulary

/// `merlon-bench ledger-writer`: one of several that write lines to a ledger on a server.
///
/// Says `ack N` when line N is there; killed at any moment and started again from the line after
/// the last one that it acknowledged, it loses and doubles none.
struct LedgerWriter: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger-writer", abstract: "Write lines to a ledger that others write to, too.")

  @Option(help: "A clone of the repository.") var repo: String
  @Option(help: "The remote that the ledger is brought to.") var remote = "origin"
  @Option(help: "The key that signs.") var key: String
  @Option(help: "What tells this writer's lines from those of others.") var name: String
  @Option(help: "The number of its first line.") var from = 0
  @Option(help: "How many lines it has.") var count: Int

  func run() async throws {
    let key = try SigningKey(readingFile: key)
    let (head, folder, signers) = try setting()
    let ledger = Ledger(repositoryAt: repo, signers: signers)
    let state = folder + "/merlon"
    try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
    let upstream = GitRemote(
      remote, gitFolder: folder, stateFolder: state,
      environment: ProcessInfo.processInfo.environment)
    for number in from..<max(from, count) {
      let entry = LedgerEntry(
        about: head,
        statement: Statement(
          subjects: [.commit(head)], predicateType: "https://merlon.dev/bench/line/v1",
          predicate: ["name": .string(name), "number": .integer(number)]),
        key: "bench/\(name)/\(number)")
      try await write(entry, signedBy: key, to: ledger, upstream)
      FileHandle.standardOutput.write(Data("ack \(number)\n".utf8))
    }
  }

  /// The commit that lines are about, the git folder, and who may sign.
  private func setting() throws -> (CommitID, String, AllowedSigners) {
    let repository = try Repository(openingAt: repo)
    let head = try repository.head()
    return (
      head, repository.commonDirectory,
      try LedgerSigners.signers(of: .controller, in: head, repository)
    )
  }

  /// Tries until the line is on the server.
  private func write(
    _ entry: LedgerEntry, signedBy key: SigningKey, to ledger: Ledger, _ upstream: GitRemote
  ) async throws {
    let author = LedgerAuthor(name: "merlon-bench", email: LedgerReference.controller.principal)
    while true {
      do throws(FetchError) {
        try await upstream.fetch(branch: "main")
        let other = Repository.reference(
          GitRemote.kept(LedgerReference.controller.name), at: repo)
        if let other {
          _ = try? ledger.merge(other, signedBy: key, as: author, at: .now)
        }
      } catch {
        try await Task.sleep(for: .milliseconds(100))
        continue
      }
      _ = try ledger.append([entry], signedBy: key, as: author, at: .now)
      guard let tip = try ledger.tip() else { continue }
      let move = GitRemote.Move(LedgerReference.controller.name, forwardTo: tip)
      if await upstream.push([move]) == .done { return }
      try await Task.sleep(for: .milliseconds(Int.random(in: 0...300)))
    }
  }
}

extension Repository {
  /// What a reference of the repository at a path points to; `nil` if it does not exist or cannot
  /// be read now.
  fileprivate static func reference(_ name: String, at path: String) -> CommitID? {
    try? Repository(openingAt: path).reference(name)
  }
}
