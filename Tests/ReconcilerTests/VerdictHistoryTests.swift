import Attestation
import Foundation
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

@testable import Reconciler

/// How far back a pass looks.
@Suite(.timeLimit(.minutes(10))) struct VerdictHistoryTests {
  let scratch: Scratch
  let repository: String
  let key = SigningKey()
  let ledger: Ledger

  init() throws {
    scratch = try Scratch()
    repository = try scratch.repository()
    let signers = AllowedSigners([
      AllowedSigner(principals: ["controller@merlon"], key: key.publicKey)
    ])
    ledger = Ledger(repositoryAt: repository, signers: signers)
  }

  /// Makes commits one by one, so that each is an object that can be taken away.
  private func commits(_ count: Int) throws -> [CommitID] {
    try (0..<count).map { number in
      try #require(CommitID(hex: scratch.commit("\(number)", in: repository)))
    }
  }

  private func judge(
    _ commit: CommitID, _ verdict: VerificationSummary.Verdict, images: [ImageName] = [],
    supersededBy newer: CommitID? = nil
  ) throws {
    let entry = Records(repository: "file:///policy").verdict(
      verdict, on: commit, "because", images: images, supersededBy: newer, at: .now)
    _ = try ledger.append(
      [entry], signedBy: key, as: LedgerAuthor(name: "m", email: "controller@merlon"), at: .now)
  }

  private func history(through head: CommitID) throws -> VerdictHistory {
    try VerdictHistory(through: head, of: ledger, repositoryAt: repository)
  }

  private func order(_ kind: StandingOrder.Kind, on commit: CommitID) -> StandingOrder {
    StandingOrder(kind, of: "web", revision: commit, actor: "ann", reason: "why", time: .now)
  }

  private func record(_ entry: LedgerEntry) throws {
    _ = try ledger.append(
      [entry], signedBy: key, as: LedgerAuthor(name: "m", email: "controller@merlon"), at: .now)
  }

  /// Takes a commit out of the repository: whoever asks for it fails.
  private func remove(_ commit: CommitID) throws {
    let path = repository + "/.git/objects/\(commit.hex.prefix(2))/\(commit.hex.dropFirst(2))"
    try FileManager.default.removeItem(atPath: path)
  }

  @Test func `without a ledger a branch begins with its head`() throws {
    let commits = try commits(3)
    try remove(commits[1])
    let history = try history(through: commits[2])
    #expect(history.pending == [commits[2]])
    #expect(history.good == nil && history.before == nil)
  }

  @Test func `what is not judged is pending, oldest first`() throws {
    let commits = try commits(6)
    try judge(commits[1], .passed, images: ["old"])
    try judge(commits[2], .passed, images: ["web"])
    try judge(commits[3], .failed)
    let history = try history(through: commits[5])
    #expect(history.pending == [commits[4], commits[5]])
    #expect(history.good?.commit == commits[2] && history.good?.affected == ["web"])
    #expect(history.before == commits[1])
  }

  @Test func `a commit that was superseded was never in force`() throws {
    let commits = try commits(4)
    try judge(commits[0], .passed)
    try judge(commits[1], .passed, supersededBy: commits[3])
    try judge(commits[2], .passed, supersededBy: commits[3])
    try judge(commits[3], .passed)
    let history = try history(through: commits[3])
    #expect(history.good?.commit == commits[3])
    #expect(history.before == commits[0])
    // A branch that is set back to one puts it into force.
    let back = try self.history(through: commits[2])
    #expect(back.good?.commit == commits[2])
    #expect(back.before == commits[0])
  }

  @Test func `an order that was refused once has to be given again`() throws {
    let commits = try commits(1)
    try judge(commits[0], .passed)
    let records = Records(repository: "file:///policy")
    let (bad, good) = (order(.suspended, on: commits[0]), order(.paused, on: commits[0]))
    for order in [bad, good] { try record(records.order(order)) }
    #expect(try history(through: commits[0]).given.map(\.order.kind) == [.suspended, .paused])
    try record(records.refusal(of: bad, because: "of a test"))
    #expect(try history(through: commits[0]).given.map(\.order.kind) == [.paused])
  }

  @Test func `it does not look behind the first commit that was ever judged`() throws {
    let commits = try commits(4)
    try judge(commits[2], .failed)
    try remove(commits[0])
    let history = try history(through: commits[3])
    #expect(history.pending == [commits[3]])
    #expect(history.good == nil && history.before == nil)
    try judge(commits[3], .passed)
    let judged = try self.history(through: commits[3])
    #expect(judged.pending.isEmpty)
    #expect(judged.good?.commit == commits[3] && judged.before == nil)
  }

  @Test func `it does not look further than the limit`() throws {
    let first = try commits(2)
    // A ledger that speaks of something else.
    try judge(CommitID(bytes: [UInt8](repeating: 7, count: 20)), .passed)
    let all = try scratch.emptyCommits(
      Limits.unjudgedCommitsMax, on: first[1].hex, in: repository)
    try remove(first[0])
    let head = try #require(all.last.flatMap { CommitID(hex: $0) })
    #expect(try history(through: head).pending == [head])
    try judge(first[1], .passed)
    #expect(try history(through: head).good == nil)
  }
}
