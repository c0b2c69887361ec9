import Foundation
import GitStore
import Planning
import Reconciler
import Vocabulary

/// Reads revisions for commands that look and change nothing.
struct RevisionLookup {
  let repository: RepositoryOptions.Opened
  private var reader: PolicyReader

  init(_ repository: RepositoryOptions.Opened) {
    self.repository = repository
    reader = PolicyReader(repositoryAt: repository.path)
  }

  /// Reads and plans the commit that `name` names, or the work tree when there is no name.
  ///
  /// - Throws: `Rejection` with all that is wrong; `Failure.cannotRun`.
  mutating func plan(_ name: String?) throws -> (revision: Revision, plan: FleetPlan) {
    try plan(name.map(PolicySource.revision) ?? .workTree)
  }

  /// Reads and plans what a repository holds.
  mutating func plan(_ source: PolicySource) throws -> (revision: Revision, plan: FleetPlan) {
    do {
      let revision = try read(source)
      return (revision, try Planner.plan(revision.snapshot, at: .now).plan)
    } catch ReadError.rejected(let rejection) {
      throw rejection
    } catch ReadError.git(let error) {
      throw Failure.cannotRun(error.description)
    } catch let error as GitError {
      throw Failure.cannotRun(error.description)
    }
  }

  private mutating func read(_ source: PolicySource) throws -> Revision {
    let git = try Repository(openingAt: repository.path)
    if case .revision(let name) = source { return try reader.revision(git.resolve(name)).revision }
    guard !repository.isBare else {
      throw Failure.cannotRun("the repository is bare; name a revision, for example HEAD")
    }
    switch source {
    case .index:
      let index = ProcessInfo.processInfo.environment["GIT_INDEX_FILE"]
      return try reader.workTree(git.stagedContent(indexAt: index)).revision
    case .workTree, .revision: return try reader.workTree(git.workTreeContent()).revision
    }
  }
}
