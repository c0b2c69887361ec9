package import GitStore
package import Vocabulary

/// Follows a branch of policy from a commit that is trusted to newer ones.
package struct TrustChain: Sendable {
  /// A commit that may not come into force.
  package struct Refusal: Hashable, Sendable {
    /// The commit.
    package let commit: CommitID
    /// Everything that is wrong with it.
    package let diagnostics: [Diagnostic]
    /// The trusted commit that was left, if this is an older one to which the branch was moved
    /// back.
    package let left: CommitID?
  }

  /// The newest commit that is trusted.
  package private(set) var trusted: TrustedCommit
  /// Who signed the commit that was judged last.
  package private(set) var approval = Approval(people: [], required: 0)

  /// Starts from a commit that is trusted already.
  package init(from trusted: TrustedCommit) { self.trusted = trusted }

  /// Starts from the first commit of a branch's history, which is taken as it is.
  package init(
    atFirstCommitBefore head: CommitID, in repository: borrowing Repository
  ) throws(GitError) {
    let chain = try Self.history(of: head, after: nil, repository)
    trusted = try TrustedCommit(anchor: chain.first ?? head, in: repository)
  }

  /// Follows the branch to where it is now; where nobody has to sign, it may go anywhere.
  ///
  /// - Parameter arrival: When the new commits came; `nil` when nobody saw it.
  /// - Returns: The commits that were refused, oldest first.
  /// - Complexity: O(commits); 60 µs for each one that is signed.
  package mutating func follow(
    to head: CommitID, arrivedAt arrival: Instant?, in repository: borrowing Repository
  ) throws(GitError) -> [Refusal] {
    guard head != trusted.id else { return [] }
    var refusals: [Refusal] = []
    for id in try commits(to: head, repository) {
      let diagnostics = try take(id, arrivedAt: arrival, in: repository)
      if !diagnostics.isEmpty {
        refusals.append(Refusal(commit: id, diagnostics: diagnostics, left: nil))
      }
    }
    guard refusals.isEmpty, head != trusted.id else { return refusals }
    // Nothing new, and yet another commit: the branch was moved back.
    guard trusted.rules == nil else {
      return [
        Refusal(commit: head, diagnostics: [.moved(from: trusted.id)], left: trusted.id)
      ]
    }
    trusted = try TrustedCommit(anchor: head, in: repository)
    return []
  }

  /// Judges the next commit of a history that the caller follows, and trusts it if nothing is
  /// wrong.
  ///
  /// - Parameter arrival: When the commit came; `nil` when nobody saw it.
  /// - Returns: What keeps it from being trusted.
  package mutating func take(
    _ id: CommitID, arrivedAt arrival: Instant?, in repository: borrowing Repository
  ) throws(GitError) -> [Diagnostic] {
    let commit = try repository.commit(id)
    return try take(
      commit, TrustFiles(of: commit.tree, in: repository), arrivedAt: arrival, in: repository)
  }

  /// Judges the next commit, as above, with the files of it that say who may sign.
  package mutating func take(
    _ commit: Commit, _ files: TrustFiles, arrivedAt arrival: Instant?,
    in repository: borrowing Repository
  ) throws(GitError) -> [Diagnostic] {
    let isSame = files == trusted.files
    let next = isSame ? nil : try files.reading(in: repository)
    let nextRules = isSame ? trusted.rules : next?.rules
    guard let rules = trusted.rules else {
      // A fleet that cannot be read is refused for that; but rules that nobody could ever meet
      // must not be passed over as if there were none.
      if case .broken(let rejection) = next?.content { return rejection.diagnostics }
      approval = Approval(people: [], required: 0)
      trusted = TrustedCommit(commit, files, nextRules)
      return []
    }
    let judge = CommitJudge(base: trusted, rules: rules, arrival: arrival)
    let (own, people) = try judge.judge(commit, in: repository)
    approval = people
    let objections = own + (next?.objections(after: rules) ?? [])
    if objections.isEmpty { trusted = TrustedCommit(commit, files, nextRules) }
    return objections
  }
}

// MARK: - Transitions

extension TrustChain {
  /// The commit that another one says it leaves on purpose; whether it may is for its judge.
  package static func replaced(by commit: Commit) -> CommitID? {
    let head = "Merlon-Replaces: "
    return commit.message.split(separator: "\n").lazy.filter { $0.hasPrefix(head) }
      .compactMap { CommitID(hex: String($0.dropFirst(head.count))) }.first
  }
}

// MARK: - Which commits are new

extension TrustChain {
  /// The commits to judge, oldest first: the first parents of `head` that the trusted commit does
  /// not follow itself.
  private func commits(
    to head: CommitID, _ repository: borrowing Repository
  ) throws(GitError) -> [CommitID] {
    let chain = try Self.history(of: head, after: trusted.id, repository)
    guard let oldest = chain.first,
      try repository.commit(oldest).parents.first != trusted.id
    else { return chain }
    // The branch left the trusted commit, or was merged the other way round. All that is older
    // than where they meet is known, so the place can be searched for by halves.
    var (known, new) = (0, chain.count)
    while known < new {
      let middle = (known + new) / 2
      if try repository.isAncestor(chain[middle], of: trusted.id) {
        known = middle + 1
      } else {
        new = middle
      }
    }
    return Array(chain[known...])
  }

  /// First parents, oldest first, back to `base`, the beginning, or where the repository ends.
  private static func history(
    of head: CommitID, after base: CommitID?, _ repository: borrowing Repository
  ) throws(GitError) -> [CommitID] {
    var chain: [CommitID] = []
    var next: CommitID? = head
    while let id = next, id != base, chain.count < Limits.historyMax {
      do throws(GitError) { next = try repository.commit(id).parents.first } catch {
        // A shallow clone ends somewhere.
        guard error.kind == .missingObject, !chain.isEmpty else { throw error }
        break
      }
      chain.append(id)
    }
    return chain.reversed()
  }
}
