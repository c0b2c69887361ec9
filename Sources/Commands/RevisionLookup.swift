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

  /// Reads and plans what the repository holds.
  mutating func plan(_ source: PolicySource) throws -> (revision: Revision, plan: FleetPlan) {
    let side = try side(source, after: nil, at: .now)
    return (side.revision, side.step.plan)
  }

  /// Reads and plans what the repository holds, as a change of what it was read to hold before.
  mutating func side(
    _ source: PolicySource, after base: PolicySide?, at time: Instant
  ) throws -> (revision: Revision, step: PlanStep) {
    do {
      let reading = try read(source, after: base?.revision)
      let snapshot = reading.revision.snapshot
      let step =
        if let base {
          try Planner.plan(snapshot, changedBy: reading.change, since: base.plan, at: time)
        } else {
          try Planner.plan(snapshot, at: time)
        }
      return (reading.revision, step)
    } catch ReadError.rejected(let rejection) {
      throw rejection
    } catch ReadError.git(let error) {
      throw Failure.cannotRun(error.description)
    } catch let error as GitError {
      throw Failure.cannotRun(error.description)
    }
  }

  private mutating func read(_ source: PolicySource, after base: Revision?) throws -> Reading {
    let git = try Repository(openingAt: repository.path)
    if case .revision(let name) = source {
      return try reader.revision(git.resolve(name), after: base)
    }
    guard !repository.isBare else {
      throw Failure.cannotRun("the repository is bare; name a revision, for example HEAD")
    }
    let tree: TreeID
    if case .index = source {
      tree = try git.stagedContent(indexAt: ProcessInfo.processInfo.environment["GIT_INDEX_FILE"])
    } else {
      tree = try git.workTreeContent()
    }
    return try reader.workTree(tree, after: base)
  }
}
