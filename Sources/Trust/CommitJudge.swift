import Attestation
import GitStore
import Keys
import Ledger
import Policy
import Vocabulary

/// Judges a commit of policy by the rules of the one that was trusted before it.
///
/// A signature vouches for the whole tree, and so for everything since that commit: one that was
/// refused in between counts for nothing, neither as an authority nor as an obstacle.
struct CommitJudge {
  let base: TrustedCommit
  let rules: TrustRules
  /// When the commit came; `nil` for history, whose signatures are judged at their own time only.
  let arrival: Instant?

  /// What stands in a message in the place of ancestry: that the branch was moved on purpose.
  static func transition(from base: CommitID) -> String { "Merlon-Replaces: \(base.hex)" }

  /// Judges a commit.
  ///
  /// - Returns: Everything that is wrong with it, nothing if it may follow; and who signed it.
  func judge(
    _ commit: Commit, in repository: borrowing Repository
  ) throws(GitError) -> (objections: [Diagnostic], approval: Approval) {
    let nobody = Approval(people: [], required: rules.signing.threshold)
    let isTransition = Self.isTransition(commit, from: base.id)
    guard try follows(commit, repository) else { return ([.moved(from: base.id)], nobody) }
    var objections = times(of: commit)
    let verdict = CommitVerifier(signers: rules.signers).verdict(on: commit)
    if verdict.signer == nil { objections.append(.signature(verdict)) }
    guard objections.isEmpty else { return (objections, nobody) }
    let people = try approvals(of: commit, in: repository)
    let changes = try repository.changes(from: base.tree, to: commit.tree)
    for finding in changes.findings {
      objections.append(
        Diagnostic(
          at: SourceLocation(file: finding.path), finding.description,
          hint: "policy is made of plain files and folders"))
    }
    let (maintainers, paths) = (
      people.filter(rules.signing.isMaintainer), changes.changes.map(\.path)
    )
    if isTransition, maintainers.count < rules.signing.threshold {
      objections.append(.transition(rules.signing, maintainers))
    } else if let shortfall = rules.signing.shortfall(of: people, changing: paths) {
      objections.append(.shortfall(shortfall))
    }
    let required =
      isTransition
      ? rules.signing.threshold : rules.signing.required(of: people, changing: paths)
    return (objections, Approval(people: people, required: required))
  }

  private static func isTransition(_ commit: Commit, from base: CommitID) -> Bool {
    commit.message.split(separator: "\n").contains { $0 == transition(from: base) }
  }

  /// What is wrong with the time that the signer gave the commit.
  ///
  /// A key that is valid no more could otherwise sign with a date from when it was.
  private func times(of commit: Commit) -> [Diagnostic] {
    if commit.committer.time < base.time { return [.backdated(commit, base)] }
    guard let arrival else { return [] }
    let latest = arrival.milliseconds + Limits.clockSkewSecondsMax * 1000
    return commit.committer.time.milliseconds > latest ? [.future(commit)] : []
  }
}

// MARK: - Approvals

extension CommitJudge {
  /// The people who signed the commit, or another one with the very same tree below it that also
  /// follows the trusted one: how several sign with nothing but git.
  ///
  /// One key is one person, and so is one name with several keys.
  private func approvals(
    of commit: Commit, in repository: borrowing Repository
  ) throws(GitError) -> [[String]] {
    let verifier = CommitVerifier(signers: rules.signers)
    var people: [[String]] = []
    var keys: Set<SSHPublicKey> = []
    var seen: Set<CommitID> = [commit.id]
    var queue = [commit]
    while let next = queue.popLast() {
      if let signer = verifier.verdict(on: next).signer, isStillValid(signer),
        next.committer.time >= base.time,
        !people.contains(where: { !Set($0).isDisjoint(with: signer.principals) }),
        keys.insert(signer.key).inserted
      {
        people.append(signer.principals)
      }
      for parent in next.parents
      where seen.count < Limits.signersMax && seen.insert(parent).inserted {
        let older = try repository.commit(parent)
        guard older.tree == commit.tree, try follows(older, repository) else { continue }
        queue.append(older)
      }
    }
    return people
  }

  private func follows(
    _ commit: Commit, _ repository: borrowing Repository
  ) throws(GitError) -> Bool {
    guard commit.id != base.id else { return false }
    if commit.parents.contains(base.id) || Self.isTransition(commit, from: base.id) { return true }
    return try repository.isAncestor(base.id, of: commit.id)
  }

  private func isStillValid(_ signer: AllowedSigner) -> Bool {
    guard let arrival else { return true }
    return rules.signers.signer(
      of: signer.key, namespace: SSHSignature.gitNamespace, at: arrival) != nil
  }
}
