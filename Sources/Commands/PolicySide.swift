import GitStore
import Planning
import Reconciler
import Vocabulary

/// One side of a comparison: a policy, read and planned.
struct PolicySide {
  /// What it is, for people.
  let name: String
  let repository: RepositoryOptions.Opened
  let revision: Revision
  let plan: FleetPlan
  /// The folder that it comes from, when that is no repository.
  private let folder: PlainFolder?

  /// Reads a policy of a repository.
  init(_ source: PolicySource, of repository: RepositoryOptions.Opened) throws {
    try self.init(source, of: repository, named: nil, folder: nil)
  }

  /// Reads the work tree of a repository, or a plain folder.
  init(folder path: String) throws {
    var folder: PlainFolder?
    do throws(GitError) {
      _ = try Repository(openingAt: path)
    } catch {
      guard error.kind == .notARepository else { throw Failure.cannotRun(error.description) }
      folder = try PlainFolder(path)
    }
    let repository = try folder?.repository ?? RepositoryOptions.open(path)
    try self.init(.workTree, of: repository, named: path, folder: folder)
  }

  private init(
    _ source: PolicySource, of repository: RepositoryOptions.Opened, named name: String?,
    folder: PlainFolder?
  ) throws {
    var lookup = RevisionLookup(repository)
    (revision, plan) = try lookup.plan(source)
    self.repository = repository
    self.folder = folder
    switch source {
    case .revision: self.name = revision.commit.short
    case .workTree: self.name = name ?? "the work tree"
    case .index: self.name = "the index"
    }
  }
}
