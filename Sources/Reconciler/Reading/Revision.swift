package import Planning
package import Vocabulary

/// A policy commit, read.
package struct Revision: Sendable {
  /// Which commit.
  package let head: Head
  /// Its tree.
  package let tree: TreeID
  /// What a plan is a function of.
  package let snapshot: Snapshot
  /// Where the files of each module are.
  package let folders: [ModuleName: ModuleFolder]
}

extension Revision {
  /// What names a commit to people.
  package struct Head: Hashable, Sendable {
    /// The commit.
    package let commit: CommitID
    /// The first line of its message.
    package let subject: String
  }

  /// The commit's id.
  package var commit: CommitID { head.commit }
}
