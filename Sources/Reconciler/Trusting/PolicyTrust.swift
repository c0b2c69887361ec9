import Attestation
package import GitStore
package import Ledger
package import Trust
package import Vocabulary

/// What is trusted of a branch of policy, for those who only ask.
package enum PolicyTrust {
  /// Finds the newest trusted commit of a branch, from what the reconciler beside the repository
  /// trusts, or else from the first commit.
  package static func newest(
    of head: CommitID, stateFolder: String, in repository: borrowing Repository
  ) throws(GitError) -> TrustedCommit {
    let kept = TrustKeeper.kept(in: stateFolder)
    if let kept, try repository.isAncestor(kept, of: head) {
      var chain = TrustChain(from: try TrustedCommit(anchor: kept, in: repository))
      _ = try chain.follow(to: head, arrivedAt: nil, in: repository)
      return chain.trusted
    }
    var chain = try TrustChain(atFirstCommitBefore: head, in: repository)
    _ = try chain.follow(to: head, arrivedAt: nil, in: repository)
    return chain.trusted
  }

  /// The controller's ledger, with all keys that the policy up to `head` has named.
  package static func ledger(
    before head: CommitID, repositoryAt path: String, _ repository: borrowing Repository
  ) throws(LedgerError) -> Ledger {
    Ledger(
      repositoryAt: path,
      signers: try LedgerSigners.signers(of: .controller, in: head, repository),
      former: formerControllers(before: head))
  }

  /// Who could sign the controller's ledger, by every trusted commit up to `head`.
  static func formerControllers(before head: CommitID) -> FormerSigners {
    formerSigners(of: [.controller], before: head)
  }

  /// Who could sign for ledgers, by every trusted commit up to `head`.
  static func formerSigners(
    of references: [LedgerReference], before head: CommitID
  ) -> FormerSigners {
    FormerSigners { repository throws(GitError) in
      var chain = try TrustChain(atFirstCommitBefore: head, in: repository)
      let first = chain.trusted.id
      var signers = try named(references, in: first, repository)
      var timeline = SignerTimeline(AllowedSigners([]))
      let history = try repository.firstParents(after: nil, through: head, limit: .max)
      for id in history.drop(while: { $0 != first }) {
        let problems = id == first ? [] : try chain.take(id, arrivedAt: nil, in: repository)
        if problems.isEmpty { signers = try named(references, in: id, repository) }
        timeline.take(id, signers)
      }
      return timeline
    }
  }

  private static func named(
    _ references: [LedgerReference], in commit: CommitID, _ repository: borrowing Repository
  ) throws(GitError) -> AllowedSigners {
    do throws(LedgerError) {
      return try LedgerSigners.signers(of: references, in: commit, repository)
    } catch {
      // What cannot be read names nobody.
      return AllowedSigners([])
    }
  }
}
