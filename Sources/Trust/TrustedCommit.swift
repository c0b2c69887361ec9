package import GitStore
package import Vocabulary

/// A commit of policy whose signatures suffice: those that follow it are held against its rules.
package struct TrustedCommit: Hashable, Sendable {
  /// The commit.
  package let id: CommitID
  /// Who has to sign what follows; `nil` for nobody.
  package let rules: TrustRules?
  let tree: TreeID
  let time: Instant
  let files: TrustFiles

  /// Takes a commit on somebody's word.
  package init(
    anchor id: CommitID, in repository: borrowing Repository
  ) throws(GitError) {
    let commit = try repository.commit(id)
    let files = try TrustFiles(of: commit.tree, in: repository)
    // One whose rules cannot be read asks for nothing that could be checked.
    self.init(commit, files, try files.reading(in: repository).rules)
  }

  init(_ commit: Commit, _ files: TrustFiles, _ rules: TrustRules?) {
    id = commit.id
    tree = commit.tree
    time = commit.committer.time
    self.files = files
    self.rules = rules
  }
}
