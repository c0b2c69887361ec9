import Attestation
import Foundation
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// A policy repository with some commits, a controller's key, and git to look at the result.
final class LedgerFixture: Sendable {
  static let author = LedgerAuthor(name: "Merlon", email: "controller@merlon.example")
  static let now = Instant(milliseconds: 1_790_000_000_000)

  let repository: String
  let key = SigningKey()
  let commits: [CommitID]
  private let scratch: Scratch

  init(commits count: Int = 3) throws {
    scratch = try Scratch()
    repository = try scratch.repository()
    commits = try scratch.emptyCommits(count, in: repository).compactMap { CommitID(hex: $0) }
    try scratch.write(signers.text, to: "allowed_signers")
  }

  var path: String { scratch.path }

  var signers: AllowedSigners {
    AllowedSigners([AllowedSigner(principals: [Self.author.email], key: key.publicKey)])
  }

  var ledger: Ledger { Ledger(repositoryAt: repository, signers: signers) }

  /// The ledger as the last of those sees it who wrote it one after the other, each since the
  /// policy commit with an index.
  func ledger(of writers: [(since: Int, key: SigningKey)]) -> Ledger {
    let signers = ([(since: 0, key: key)] + writers).map { writer in
      (
        since: writer.since,
        signers: AllowedSigners([
          AllowedSigner(principals: [Self.author.email], key: writer.key.publicKey)
        ])
      )
    }
    let commits = commits
    return Ledger(
      repositoryAt: repository, signers: signers.last?.signers ?? AllowedSigners([]),
      former: FormerSigners { _ in
        var timeline = SignerTimeline(AllowedSigners([]))
        for (place, commit) in commits.enumerated() {
          timeline.take(
            commit, signers.last { $0.since <= place }?.signers ?? AllowedSigners([]))
        }
        return timeline
      })
  }

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
    let options = [
      "-c", "gpg.format=ssh", "-c", "gpg.ssh.allowedSignersFile=" + path + "/allowed_signers",
    ]
    return try scratch.run("git", ["-C", repository] + options + arguments, input: input)
  }

  /// Runs a script with the fixture's folder as its working folder.
  @discardableResult
  func shell(_ script: String) throws -> String { try scratch.shell(script) }
}
