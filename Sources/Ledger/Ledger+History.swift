package import Attestation
package import GitStore
import Keys
package import Vocabulary

/// What a verification of one ledger found.
package struct LedgerVerification: Sendable {
  /// What is wrong.
  package internal(set) var findings: [LedgerFinding] = []
  /// The lines that were read, in their order.
  package internal(set) var lines: [SignedLine] = []
  /// The newest notes commit; `nil` if there is none.
  package internal(set) var tip: CommitID?
  /// Where the ledger ends.
  package internal(set) var position = LedgerPosition()
  /// How many notes commits were read.
  package internal(set) var commitCount = 0
  /// The number of the newest policy commit that it speaks of.
  package internal(set) var place = 0
}

extension Ledger {
  /// Checks every notes commit after `base` up to `head`, which is the tip unless said otherwise:
  /// one parent, signed, not older than the one before, lines only added, each in its turn.
  ///
  /// What an `update` hook asks before it lets the reference move.
  package func verifyHistory(
    after base: CommitID? = nil, through head: CommitID? = nil
  ) throws(LedgerError) -> [LedgerFinding] {
    try git { () throws(GitError) in
      let repository = try Repository(openingAt: path)
      let start = try base.map { base throws(GitError) in
        (commit: base, position: try end(at: base, repository))
      }
      let tip = try repository.reference(reference.name)
      guard let head = head ?? tip else { return [] }
      return try verify(
        after: start, through: head, along: chain(after: base, through: head),
        judge: SignerJudge(
          SignerTimeline(signers), role: reference.isCarried ? reference.role : nil),
        keys: Set(signers.entries.map(\.key)), repository
      ).findings
    }
  }

  /// The notes commits after `base` up to `head`, oldest first: one core finds them, one after the
  /// other.
  package func chain(
    after base: CommitID?, through head: CommitID
  ) -> Result<[CommitID], GitError> {
    do throws(GitError) {
      let repository = try Repository(openingAt: path)
      return .success(try repository.firstParents(after: base, through: head, limit: .max))
    } catch { return .failure(error) }
  }

  /// Checks every notes commit after `base` up to `head`.
  ///
  /// - Parameters:
  ///   - base: A commit that was verified, and where the ledger ends there.
  ///   - chain: What `chain(after:through:)` found.
  ///   - judge: Who may sign; stands where the policy was at `base`.
  ///   - keys: All keys that may ever have signed a line.
  /// - Complexity: O(notes commits and lines after `base`), on every core.
  package func verify(
    after base: (commit: CommitID, position: LedgerPosition)?, through head: CommitID,
    along chain: Result<[CommitID], GitError>, judge: SignerJudge, keys: Set<SSHPublicKey>,
    _ repository: borrowing Repository
  ) throws(GitError) -> LedgerVerification {
    var result = LedgerVerification()
    result.tip = head
    let commits: [CommitID]
    switch chain {
    case .success(let found): commits = found
    case .failure(let error):
      result.findings.append(finding(about: head, error))
      return result
    }
    let ring = KeyRing(keys)
    let start = try base.map { base throws(GitError) in try repository.commit(base.commit) }
    var walk = LedgerWalk(
      reference, after: start, at: base?.position ?? LedgerPosition(), judge: judge)
    let first = base?.commit
    try readAhead(commits.count) { piece in
      let before = piece.lowerBound == 0 ? first : commits[piece.lowerBound - 1]
      return notes(commits[piece], after: before, ring)
    } taking: { (_, notes) throws(GitError) in
      try walk.take(notes, repository)
    }
    result.findings = walk.findings
    result.lines = walk.lines
    result.position = walk.position
    result.commitCount = walk.commitCount
    result.place = walk.judge.place
    return result
  }

  private func finding(about head: CommitID, _ error: GitError) -> LedgerFinding {
    error.kind == .notAncestor
      ? LedgerFinding(.history, inNotes: head, error.description)
      : LedgerFinding(
        .damage, at: head, "the history of \(reference.name) is not complete: \(error)",
        command: "git fsck --full")
  }

  /// Reads commits that follow each other, in a repository handle of their own.
  private func notes(
    _ chain: ArraySlice<CommitID>, after base: CommitID?, _ keys: KeyRing
  ) -> [NotesCommit] {
    let repository: Repository
    do throws(GitError) { repository = try Repository(openingAt: path) } catch {
      return chain.map { NotesCommit(unreadable: $0, error) }
    }
    var before: Commit?
    if let base { before = try? repository.commit(base) }
    var result: [NotesCommit] = []
    for id in chain {
      do throws(GitError) {
        let commit = try repository.commit(id)
        result.append(
          try NotesCommit(commit, after: before, of: reference, keys: keys, repository))
        before = commit
      } catch {
        result.append(NotesCommit(unreadable: id, error))
      }
    }
    return result
  }
}
