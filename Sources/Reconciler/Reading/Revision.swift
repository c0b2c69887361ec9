import HashTreeCollections
package import Planning
package import Unikernel
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
  package let folders: [ModuleKey: ModuleFolder]
  /// The folders of the repository that are catalogs.
  let catalogFolders: Set<String>
  /// What tells its modules from those of other catalogs.
  let catalogsDigest: Digest
  /// Its YAML files by path.
  let files: TreeDictionary<String, PolicyFileEntry>
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

/// A policy commit, and what it has that the one before has not.
package struct Reading: Sendable {
  /// The commit.
  package let revision: Revision
  /// The difference; everything if there was none before.
  package let change: SnapshotChange
  /// When this release found its plan to be good, if the index knows.
  var goodTime: Instant?
}
