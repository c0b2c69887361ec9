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
  /// The images that may differ from the other side; `nil` when that is not known.
  let affected: [ImageName]?
  /// The folder that it comes from, when that is no repository.
  private let folder: PlainFolder?

  /// Reads a policy of a repository, as a change of another one of it if there is one.
  init(
    _ source: PolicySource, by lookup: inout RevisionLookup, after base: PolicySide?,
    at time: Instant
  ) async throws {
    try await self.init(source, by: &lookup, after: base, at: time, named: nil, folder: nil)
  }

  /// Reads the work tree of a repository, or a plain folder.
  init(folder path: String, at time: Instant) async throws {
    var folder: PlainFolder?
    do throws(GitError) {
      _ = try Repository(openingAt: path)
    } catch {
      guard error.kind == .notARepository else { throw Failure.cannotRun(error.description) }
      folder = try PlainFolder(path)
    }
    var lookup = RevisionLookup(try folder?.repository ?? RepositoryOptions.open(path))
    try await self.init(.workTree, by: &lookup, after: nil, at: time, named: path, folder: folder)
  }

  private init(
    _ source: PolicySource, by lookup: inout RevisionLookup, after base: PolicySide?,
    at time: Instant, named name: String?, folder: PlainFolder?
  ) async throws {
    let (revision, step) = try await lookup.side(source, after: base, at: time)
    self.revision = revision
    plan = step.plan
    affected = base == nil ? nil : Array(step.reasons.keys)
    repository = lookup.repository
    self.folder = folder
    switch source {
    case .revision: self.name = revision.commit.short
    case .workTree: self.name = name ?? "the work tree"
    case .index: self.name = "the index"
    }
  }
}
