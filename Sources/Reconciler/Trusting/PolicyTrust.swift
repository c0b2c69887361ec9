import Disk
package import GitStore
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
}
