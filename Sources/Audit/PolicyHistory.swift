package import Attestation
package import GitStore
import Keys
package import Ledger
import Trust
package import Vocabulary

/// The policy's history as an auditor sees it: who may sign as of each commit, and which commits
/// should not have been let through.
package struct PolicyHistory: Sendable {
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
    /// The fingerprint of the key that signed it, known or not; `nil` if it is not signed.
    package let key: String?
    /// The first line of its message.
    package let subject: String
    /// All people who signed it, each by all their names, as `allowed_signers` has them.
    package let signers: [String]
    /// How many of those who may had to sign.
    package let required: Int
    /// Whether they did.
    package let isEnough: Bool

    /// How many people it took, in words for auditors.
    package var duty: String {
      guard !signers.isEmpty else { return "nobody signed" }
      guard isEnough else { return "too few signed" }
      let others = signers.filter { signer in
        !signer.split(separator: ",").contains { $0 == author }
      }
      // The author is one, be it that they signed or not.
      let count = others.count + 1
      return count == 1 ? "one person" : count == 2 ? "two people" : "\(count) people"
    }
  }

  /// Who may sign for the controller and hosts, by the position of policy commits.
  package private(set) var timeline: SignerTimeline
  /// The commits, oldest first, without the one that was verified before.
  package private(set) var commits: [CommitID] = []
  /// The same with what an index keeps of them.
  package private(set) var records: [Record] = []
  /// What is wrong.
  package private(set) var findings: [LedgerFinding] = []
  /// Why commits should have been refused.
  package private(set) var objections: [CommitID: String] = [:]
  /// The commits that were left by commits whose signers may do that.
  package private(set) var replaced: Set<CommitID> = []

  private var current: AllowedSigners
  private var judge: SignerJudge
  private let path: String
  private let base: CommitID?

  /// Who may sign as of a policy commit, be it older than what was verified before or left on
  /// purpose; `nil` if it is none of this policy.
  func signers(asOf commit: CommitID) -> AllowedSigners? {
    if let place = timeline.place(of: commit) { return timeline.signers(at: place) }
    guard let repository = try? Repository(openingAt: path) else { return nil }
    let isOurs = (replaced + [base].compactMap(\.self)).contains { newer in
      (try? repository.isAncestor(commit, of: newer)) ?? false
    }
    return isOurs ? try? Self.signers(in: commit, repository) : nil
  }
}

// MARK: - Reading

extension PolicyHistory {
  /// What there is to know of one commit without the ones before it.
  private struct Facts: Sendable {
    let commit: Commit
    let signature: SignatureVerdict
    let files: TrustFiles
  }

  /// Reads the first parents of `head`, each judged by the rules of the trusted one before it, as
  /// the reconciler should have.
  ///
  /// - Parameters:
  ///   - base: A trusted commit that was verified before; `nil` for all of the history.
  ///   - pins: Keys that are known; `nil` to believe the first commit.
  package init(
    after base: CommitID?, through head: CommitID, pins: AllowedSigners?, repositoryAt path: String
  ) throws(GitError) {
    (self.path, self.base) = (path, base)
    let repository = try Repository(openingAt: path)
    let history = try repository.firstParents(after: base, through: head, limit: .max)
    current =
      try base.map { base throws(GitError) in try Self.signers(in: base, repository) }
      ?? AllowedSigners([])
    timeline = SignerTimeline(current)
    judge = SignerJudge(timeline, role: nil)
    if let base { timeline.take(base, current) }
    guard let first = base ?? history.first else { return }
    var chain = TrustChain(from: try TrustedCommit(anchor: first, in: repository))
    var files: [BlobID?: AllowedSigners] = [nil: AllowedSigners([])]
    try readAhead(history.count) { piece in
      Self.facts(history[piece], path)
    } taking: { (number, fact) throws(GitError) in
      let id = history[number]
      guard let fact else {
        throw GitError(.malformedObject, .readCommit, id.hex, "it or its tree cannot be read")
      }
      let blob = fact.files.signers
      if files[blob] == nil, let blob {
        let text = String(decoding: try repository.blob(blob), as: UTF8.self)
        files[blob] = AllowedSigners.parse(text, file: LedgerSigners.path).signers
      }
      let isUnruled = chain.trusted.rules == nil
      let problems =
        id == first
        ? [] : try chain.take(fact.commit, fact.files, arrivedAt: nil, in: repository)
      take(
        fact, files[blob] ?? current, problems.first?.message,
        pins: isUnruled || id == first ? pins : nil,
        id == first ? nil : chain.approval)
    }
  }

  private static func facts(_ ids: ArraySlice<CommitID>, _ path: String) -> [Facts?] {
    guard let repository = try? Repository(openingAt: path) else { return ids.map { _ in nil } }
    let verifier = CommitVerifier(signers: AllowedSigners([]))
    return ids.map { id in
      do throws(GitError) {
        let commit = try repository.commit(id)
        return Facts(
          commit: commit, signature: verifier.verdict(on: commit),
          files: try TrustFiles(of: commit.tree, in: repository))
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
  /// Takes the next commit.
  ///
  /// - Parameters:
  ///   - problem: Why it is not trusted.
  ///   - pins: The keys that it may name, if nobody's signature vouches for it.
  private mutating func take(
    _ facts: Facts, _ signers: AllowedSigners, _ problem: String?, pins: AllowedSigners?,
    _ approval: Approval?
  ) {
    let commit = facts.commit
    // Who signed is told as of the commit before: a key cannot introduce itself, but in the first
    // commit.
    let before = signer(of: facts)
    let isFirst = timeline.count == 0
    if let problem {
      objections[commit.id] = problem
    } else {
      if let old = TrustChain.replaced(by: commit) { replaced.insert(old) }
      if signers != current { adopt(signers, of: commit, pins) }
    }
    commits.append(commit.id)
    timeline.take(commit.id, current)
    let signer = isFirst ? signer(of: facts) : before
    let people = (approval?.people ?? []).map { $0.joined(separator: ",") }
    records.append(
      Record(
        commit: commit.id, time: commit.committer.time, author: commit.author.email,
        signer: signer, key: Self.key(of: facts), subject: commit.subject,
        signers: people.isEmpty ? [signer].compactMap(\.self) : people,
        required: approval?.required ?? 0, isEnough: approval?.isEnough ?? true))
  }

  private static func key(of commit: Facts) -> String? {
    if case .unknownKey(let fingerprint) = commit.signature { fingerprint } else { nil }
  }

  private mutating func adopt(
    _ signers: AllowedSigners, of commit: Commit, _ pins: AllowedSigners?
  ) {
    var signers = signers
    if let pins {
      let known = Set(pins.entries.map(\.key))
      let strange = signers.entries.filter { !known.contains($0.key) }
      signers = AllowedSigners(signers.entries.filter { known.contains($0.key) })
      for entry in strange where !current.entries.contains(entry) {
        findings.append(
          LedgerFinding(
            .keys, at: commit.id,
            "policy commit \(commit.id.short) names a key of \(entry.name) that is not pinned, and "
              + "nobody had to sign it",
            command: "git show \(commit.id.short):\(LedgerSigners.path)"))
      }
    }
    current = signers
    judge = SignerJudge(SignerTimeline(signers), role: nil)
  }

  private func signer(of commit: Facts) -> String? {
    guard case .unknownKey(let fingerprint) = commit.signature else { return nil }
    return judge.name(of: fingerprint)
  }
}
