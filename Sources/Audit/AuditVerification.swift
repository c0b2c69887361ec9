package import Attestation
import GitStore
package import ImageStore
import Keys
package import Ledger
import Trust
package import Vocabulary

/// A verification of everything that a repository claims: policy, ledgers, images.
package struct AuditVerification: Sendable {
  /// What is verified.
  package struct Request: Sendable {
    let repositoryPath: String
    let branch: String
    let pins: AllowedSigners?
    let store: ImageStore?
    let checkpoint: Checkpoint?
    let now: Instant
    /// Whether images that came out otherwise are findings: they are no reason to doubt a ledger.
    var judgesRebuilds = true

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - pins: Who may sign before the first policy commit; `nil` to believe that commit.
    ///   - checkpoint: How far an earlier run came; `nil` to verify everything.
    package init(
      repositoryAt path: String, branch: String, pins: AllowedSigners?, store: ImageStore?,
      checkpoint: Checkpoint?, now: Instant
    ) {
      repositoryPath = path
      self.branch = branch
      self.pins = pins
      self.store = store
      self.checkpoint = checkpoint
      self.now = now
    }
  }

  /// What is wrong; empty if nothing is.
  package private(set) var findings: [LedgerFinding] = []
  /// How many policy commits were verified.
  package private(set) var policyCount = 0
  /// How many notes commits were verified.
  package private(set) var commitCount = 0
  /// How many lines were verified.
  package private(set) var lineCount = 0
  /// How many images were hashed.
  package private(set) var imageCount = 0
  /// Where the run that this one continues had stopped; `nil` if it began at the beginning.
  package private(set) var continued: Instant?
  /// How far everything is verified; `nil` if something is wrong, or nothing was judged yet.
  package private(set) var checkpoint: Checkpoint?

  /// The lines that were verified, by their ledgers.
  private(set) var ledgers: [LedgerReference: LedgerVerification] = [:]
  /// The policy commits that were verified.
  private(set) var policy: PolicyHistory?
}

// MARK: - The run

extension AuditVerification {
  /// Verifies what the request asks for.
  ///
  /// - Throws: When the repository cannot be opened, or has no such branch.
  package init(_ request: Request) throws(AuditError) {
    do {
      let repository = try Repository(openingAt: request.repositoryPath)
      let head = try repository.branch(request.branch)
      let base = try base(of: request, head, repository)
      let chains = try chains(base, request, repository)
      policy = readPolicy(request, after: base?.policy, through: head)
      guard let policy else { return }
      try readLedgers(chains, policy, repository)
      checkClaims(policy, isWhole: base == nil, request)
      if let store = request.store {
        let check = try StoreCheck(store, ledgers[.controller]?.lines ?? [])
        findings += check.findings
        imageCount = check.imageCount
      }
      conclude(policy, base, request)
    } catch let error as GitError {
      throw .repository(error)
    } catch let error as ImageStoreError {
      throw .store(error)
    } catch {
      preconditionFailure("no other error is thrown above: \(error)")
    }
  }

  private mutating func readPolicy(
    _ request: Request, after base: CommitID?, through head: CommitID
  ) -> PolicyHistory? {
    do throws(GitError) {
      let policy = try PolicyHistory(
        after: base, through: head, pins: request.pins, repositoryAt: request.repositoryPath)
      findings += policy.findings
      policyCount = policy.commits.count
      return policy
    } catch {
      findings.append(
        LedgerFinding(
          .damage, at: head,
          "the history of branch \(request.branch) is not complete: \(error.description)",
          command: "git fsck --full"))
      return nil
    }
  }

  /// A ledger, from where an earlier run stopped to its tip.
  private struct Chain {
    let ledger: Ledger
    let base: (commit: CommitID, position: LedgerPosition)?
    let tip: CommitID
    let commits: Ahead<Result<[CommitID], GitError>>
  }

  /// Begins to walk down the ledgers: one core does that while the others read the policy.
  private mutating func chains(
    _ base: Checkpoint?, _ request: Request, _ repository: borrowing Repository
  ) throws(GitError) -> [Chain] {
    let names = try repository.references(below: "refs/notes/merlon/")
    var chains: [Chain] = []
    for (name, tip) in names.sorted(by: { $0.key < $1.key }) {
      guard let reference = LedgerReference(name: name) else {
        findings.append(
          LedgerFinding(
            .foreign, at: tip, "\(name) is no ledger: the controller and each host have one",
            command: "git log --oneline \(name)"))
        continue
      }
      let mark = base?.ledgers[name].map { (commit: $0.commit, position: $0.position) }
      let start = mark?.commit
      let ledger = Ledger(
        repositoryAt: request.repositoryPath, reference: reference, signers: AllowedSigners([]))
      chains.append(
        Chain(
          ledger: ledger, base: mark, tip: tip,
          commits: Ahead { ledger.chain(after: start, through: tip) }))
    }
    return chains
  }

  private mutating func readLedgers(
    _ chains: [Chain], _ policy: PolicyHistory, _ repository: borrowing Repository
  ) throws(GitError) {
    for chain in chains {
      let reference = chain.ledger.reference
      let result = try chain.ledger.verify(
        after: chain.base, through: chain.tip, along: chain.commits.take(),
        judge: SignerJudge(policy.timeline, role: reference.role), keys: policy.timeline.keys,
        repository)
      findings += result.findings
      commitCount += result.commitCount
      lineCount += result.lines.count
      ledgers[reference] = result
    }
  }

  private mutating func checkClaims(
    _ policy: PolicyHistory, isWhole: Bool, _ request: Request
  ) {
    let book = ClaimBook(
      ledgers.mapValues(\.lines), tips: ledgers.compactMapValues(\.tip), isWhole: isWhole,
      repositoryAt: request.repositoryPath)
    var check = CrossCheck(policy, book, repositoryAt: request.repositoryPath)
    for (reference, result) in ledgers.sorted(by: { $0.key.name < $1.key.name }) {
      check.check(result.lines, of: reference)
    }
    check.checkCompleteness(ledgers[.controller]?.lines ?? [], isFromStart: isWhole)
    findings += check.findings
    if request.judgesRebuilds {
      let signers = policy.timeline.signers(at: policy.timeline.count)
      findings += RebuildCheck(ledgers.mapValues(\.lines), signers: signers).findings
    }
    guard isWhole else { return }
    for commit in strays(policy, request) {
      findings.append(
        LedgerFinding(
          .rewound, on: commit, of: .controller,
          "the ledger speaks of policy commit \(commit.short), which branch \(request.branch) does "
            + "not have any more"))
    }
  }

  /// The commits with verdicts that the branch lost, and that no signed transition left behind.
  private func strays(_ policy: PolicyHistory, _ request: Request) -> [CommitID] {
    var (strays, seen) = ([CommitID](), Set<CommitID>())
    for line in ledgers[.controller]?.lines ?? [] {
      guard case .verdict = line.claim, policy.timeline.place(of: line.commit) == nil,
        seen.insert(line.commit).inserted
      else { continue }
      strays.append(line.commit)
    }
    guard !strays.isEmpty, !policy.replaced.isEmpty,
      let repository = try? Repository(openingAt: request.repositoryPath)
    else { return strays }
    return strays.filter { stray in
      !policy.replaced.contains { left in
        (try? repository.isAncestor(stray, of: left)) ?? false
      }
    }
  }
}

// MARK: - Checkpoints

extension AuditVerification {
  /// The checkpoint to go on from: the policy and every ledger must still contain what it names.
  private mutating func base(
    of request: Request, _ head: CommitID, _ repository: borrowing Repository
  ) throws(GitError) -> Checkpoint? {
    guard let checkpoint = request.checkpoint else { return nil }
    var isIntact = true
    if checkpoint.branch != request.branch { return nil }
    if !contains(checkpoint.policy, in: head, repository) {
      isIntact = false
      // With a signed transition the branch may be elsewhere; then all of it is read.
      if try !isReplaced(checkpoint.policy, by: head, repository) {
        reportMove("branch \(request.branch)", from: checkpoint.policy, to: head, repository)
      }
    }
    let tips = try repository.references(below: "refs/notes/merlon/")
    for (name, mark) in checkpoint.ledgers.sorted(by: { $0.key < $1.key }) {
      guard let tip = tips[name] else {
        isIntact = false
        findings.append(
          LedgerFinding(
            .rewound, at: mark.commit, "\(name) is gone; it was at \(mark.commit.short)",
            command: "git show-ref"))
        continue
      }
      guard !contains(mark.commit, in: tip, repository) else { continue }
      isIntact = false
      reportMove(name, from: mark.commit, to: tip, repository)
    }
    continued = isIntact ? checkpoint.time : nil
    return isIntact ? checkpoint : nil
  }

  /// Tells whether a commit of the branch leaves `old` with the signatures that this takes.
  private func isReplaced(
    _ old: CommitID, by head: CommitID, _ repository: borrowing Repository
  ) throws(GitError) -> Bool {
    guard (try? repository.commit(old)) != nil else { return false }
    var chain = TrustChain(from: try TrustedCommit(anchor: old, in: repository))
    guard chain.trusted.rules != nil else { return false }
    _ = try chain.follow(to: head, arrivedAt: nil, in: repository)
    return chain.trusted.id != old
  }

  private func contains(
    _ old: CommitID, in new: CommitID, _ repository: borrowing Repository
  ) -> Bool {
    (try? repository.firstParents(after: old, through: new, limit: .max)) != nil
  }

  private mutating func reportMove(
    _ name: String, from old: CommitID, to new: CommitID, _ repository: borrowing Repository
  ) {
    let isBehind = (try? repository.isAncestor(new, of: old)) ?? false
    findings.append(
      LedgerFinding(
        isBehind ? .rewound : .forked, at: new,
        isBehind
          ? "\(name) went back to \(new.short); it was verified up to \(old.short)"
          : "\(name) is at \(new.short), which does not follow \(old.short), up to which it was "
            + "verified", command: "git log --oneline --graph \(old.short) \(new.short)"))
  }

  /// Notes how far everything is verified.
  private mutating func conclude(
    _ policy: PolicyHistory, _ base: Checkpoint?, _ request: Request
  ) {
    guard findings.isEmpty else { return }
    let judged = (ledgers[.controller]?.lines ?? []).compactMap {
      policy.timeline.place(of: $0.commit)
    }.max()
    let newest = judged.flatMap { place in
      // What follows is judged by the rules of a commit that is trusted.
      policy.commits.last {
        policy.timeline.place(of: $0).map { $0 <= place } ?? false && policy.objections[$0] == nil
      }
    }
    guard let commit = newest ?? base?.policy else { return }
    var marks: [String: Checkpoint.Mark] = [:]
    for (reference, result) in ledgers {
      if let tip = result.tip {
        marks[reference.name] = Checkpoint.Mark(commit: tip, position: result.position)
      }
    }
    checkpoint = Checkpoint(
      time: request.now, branch: request.branch, policy: commit, ledgers: marks)
  }
}
