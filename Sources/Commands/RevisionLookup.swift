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
    reader = PolicyReader(
      repositoryAt: repository.path, indexAt: PolicyReader.index(in: repository.stateFolder))
  }

  /// Reads and plans the commit that `name` names, or the work tree when there is no name.
  ///
  /// - Throws: `Rejection` with all that is wrong; `Failure.cannotRun`.
  mutating func plan(_ name: String?) async throws -> (revision: Revision, plan: FleetPlan) {
    try await plan(name.map(PolicySource.revision) ?? .workTree)
  }

  /// Reads and plans what the repository holds.
  mutating func plan(_ source: PolicySource) async throws -> (revision: Revision, plan: FleetPlan) {
    let side = try await side(source, after: nil, at: .now)
    return (side.revision, side.step.plan)
  }

  /// Reads and plans what the repository holds, as a change of what it was read to hold before.
  mutating func side(
    _ source: PolicySource, after base: PolicySide?, at time: Instant
  ) async throws -> (revision: Revision, step: PlanStep) {
    do {
      let reading = try await read(source, after: base?.revision)
      let step = try reader.plan(reading, since: base?.plan, at: time)
      return (reading.revision, step)
    } catch ReadError.rejected(let rejection) {
      throw rejection
    } catch ReadError.git(let error) {
      throw Failure.cannotRun(error.description)
    } catch ReadError.unavailable(let diagnostic) {
      throw Failure.cannotRun(diagnostic.description)
    } catch let error as GitError {
      throw Failure.cannotRun(error.description)
    }
  }

  private mutating func read(
    _ source: PolicySource, after base: Revision?
  ) async throws -> Reading {
    let (commit, tree) = try target(source)
    return try await repository.catalogs.reading { () throws(ReadError) in
      if let commit {
        try reader.revision(commit, after: base)
      } else {
        try reader.workTree(tree, after: base)
      }
    }
  }

  private func target(_ source: PolicySource) throws -> (CommitID?, TreeID) {
    let git = try Repository(openingAt: repository.path)
    if case .revision(let name) = source {
      let commit = try git.resolve(name)
      return (commit, try git.commit(commit).tree)
    }
    guard !repository.isBare else {
      throw Failure.cannotRun("the repository is bare; name a revision, for example HEAD")
    }
    switch source {
    case .index:
      let index = ProcessInfo.processInfo.environment["GIT_INDEX_FILE"]
      return (nil, try git.stagedContent(indexAt: index))
    case .workTree, .revision: return (nil, try git.workTreeContent())
    }
  }
}
