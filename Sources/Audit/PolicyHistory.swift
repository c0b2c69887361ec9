package import Attestation
package import GitStore
import Keys
package import Ledger
package import Vocabulary

/// The policy's history as an auditor sees it: who may sign as of each commit, and which commits
/// were signed by nobody who might.
package struct PolicyHistory: Sendable {
  /// Who may sign, by the position of policy commits.
  package private(set) var timeline: SignerTimeline
  /// What an index keeps of one policy commit.
  package struct Record: Sendable {
    /// The commit.
    package let commit: CommitID
    /// Its committer's time.
    package let time: Instant
    /// The e-mail address of its author.
    package let author: String
    /// Who signed it, as allowed_signers names them; `nil` if nobody known did.
    package let signer: String?
    /// The first line of its message.
    package let subject: String
  }

  /// The commits, oldest first, without the one that was verified before.
  package private(set) var commits: [CommitID] = []
  /// The same with what an index keeps of them.
  package private(set) var records: [Record] = []
  /// What is wrong.
  package private(set) var findings: [LedgerFinding] = []
  /// Why commits should not have been let through.
  package private(set) var objections: [CommitID: String] = [:]

  private var current: AllowedSigners
  private var judges: (person: SignerJudge, anybody: SignerJudge)
  private var time: Instant?

  private init(startingWith signers: AllowedSigners) {
    timeline = SignerTimeline(signers)
    current = signers
    judges = Self.judges(signers)
  }
}

// MARK: - Reading

extension PolicyHistory {
  /// What there is to know of one commit without the ones before it.
  private struct Facts: Sendable {
    let id: CommitID
    let time: Instant
    let author: String
    let subject: String
    let signature: SignatureVerdict
    let signers: BlobID?
    let parentCount: Int
  }

  /// Reads the first parents of `head`, each under the signers of the one before it.
  ///
  /// - Parameters:
  ///   - base: A commit that was verified before; `nil` for all of the history.
  ///   - pins: Who may sign before the first commit; `nil` to believe the first commit.
  package init(
    after base: CommitID?, through head: CommitID, pins: AllowedSigners?, repositoryAt path: String
  ) throws(GitError) {
    let repository = try Repository(openingAt: path)
    let chain = try repository.firstParents(after: base, through: head, limit: .max)
    let start = try base.map { base throws(GitError) in try Self.signers(in: base, repository) }
    self.init(startingWith: start ?? pins ?? AllowedSigners([]))
    if let base { timeline.take(base, current) }
    var files: [BlobID?: AllowedSigners] = [nil: AllowedSigners([])]
    let facts = inParallel(chain.count) { range in Self.facts(Array(chain[range]), path) }
    for (id, fact) in zip(chain, facts) {
      guard let fact else {
        throw GitError(.malformedObject, .readCommit, id.hex, "it or its tree cannot be read")
      }
      if files[fact.signers] == nil, let blob = fact.signers {
        let text = String(decoding: try repository.blob(blob), as: UTF8.self)
        files[blob] = AllowedSigners.parse(text, file: LedgerSigners.path).signers
      }
      take(fact, files[fact.signers] ?? current, isFirst: base == nil && commits.isEmpty, pins)
    }
  }

  private static func facts(_ ids: [CommitID], _ path: String) -> [Facts?] {
    guard let repository = try? Repository(openingAt: path) else { return ids.map { _ in nil } }
    let verifier = CommitVerifier(signers: AllowedSigners([]))
    return ids.map { id in
      guard let commit = try? repository.commit(id) else { return nil }
      do throws(GitError) {
        let file = try repository.file(at: LedgerSigners.path, in: commit.tree)
        return Facts(
          id: id, time: commit.committer.time, author: commit.author.email,
          subject: commit.subject, signature: verifier.verdict(on: commit), signers: file?.blob,
          parentCount: commit.parents.count)
      } catch { return nil }
    }
  }

  private static func signers(
    in commit: CommitID, _ repository: borrowing Repository
  ) throws(GitError) -> AllowedSigners {
    let text = try LedgerSigners.text(in: commit, repository)
    return AllowedSigners.parse(text, file: LedgerSigners.path).signers
  }
}

// MARK: - Judging

extension PolicyHistory {
  private static func judges(
    _ signers: AllowedSigners
  ) -> (person: SignerJudge, anybody: SignerJudge) {
    let timeline = SignerTimeline(signers)
    return (SignerJudge(timeline, role: .policy), SignerJudge(timeline, role: nil))
  }

  private mutating func take(
    _ commit: Facts, _ signers: AllowedSigners, isFirst: Bool, _ pins: AllowedSigners?
  ) {
    defer {
      commits.append(commit.id)
      records.append(
        Record(
          commit: commit.id, time: commit.time, author: commit.author,
          signer: signer(of: commit), subject: commit.subject))
      timeline.take(commit.id, current)
      time = commit.time
    }
    if isFirst, pins == nil {
      adopt(signers)
      return
    }
    // Where no person is named, the policy is not signed: nobody could say by whom.
    let isSigned = !current.having(.policy).entries.isEmpty
    if isSigned, let (kind, reason) = objection(to: commit, judges.person) {
      object(kind, to: commit, reason)
      return
    }
    if isSigned, let time, commit.time < time {
      object(.time, to: commit, "is of \(commit.time), before its parent, which is of \(time)")
      return
    }
    guard signers != current else { return }
    if !isSigned, let (_, reason) = objection(to: commit, judges.anybody) {
      object(.keys, to: commit, "changes who may sign, and \(reason)")
      // With pins it does not count; without, nobody said who might have changed it.
      guard pins == nil else { return }
    }
    adopt(signers)
  }

  private func signer(of commit: Facts) -> String? {
    guard case .unknownKey(let fingerprint) = commit.signature else { return nil }
    return judges.anybody.name(of: fingerprint)
  }

  private mutating func adopt(_ signers: AllowedSigners) {
    current = signers
    judges = Self.judges(signers)
  }

  private func objection(
    to commit: Facts, _ judge: SignerJudge
  ) -> (kind: LedgerFinding.Kind, reason: String)? {
    guard case .unknownKey(let fingerprint) = commit.signature else {
      return (.signature, "is \(commit.signature)")
    }
    return judge.objection(to: fingerprint, at: commit.time).map { ($0.kind, "is " + $0.reason) }
  }

  private mutating func object(
    _ kind: LedgerFinding.Kind, to commit: Facts, _ reason: String
  ) {
    objections[commit.id] = reason
    findings.append(
      LedgerFinding(
        kind, at: commit.id, "policy commit \(commit.id.short) \(reason)",
        command: "git show --show-signature --stat \(commit.id.short)"))
  }
}
