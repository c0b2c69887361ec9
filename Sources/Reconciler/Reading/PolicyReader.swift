import GitStore
package import Planning
import Policy
import PolicyFiles
import PolicyIndex
import HashTreeCollections
package import Vocabulary

/// Reads policy commits out of a repository, each as a change of one that was read before.
///
/// What a commit leaves alone is not looked at: trees of one id are not walked, blobs that are in
/// the index are not parsed.
package struct PolicyReader: Sendable {
  private let repository: KeptRepository
  private var catalogs = Catalogs()
  private var index: PolicyIndex?

  /// Makes a reader of the repository at `path`.
  ///
  /// - Parameter index: A file for what was parsed, so that other processes need not parse it
  ///   again; its folder must exist.
  package init(repositoryAt path: String, indexAt index: String?) {
    repository = KeptRepository(at: path)
    self.index = index.map { PolicyIndex(at: $0, release: Release.identity) }
  }

  /// Where the index of a repository is, among its other state.
  package static func index(in stateFolder: String) -> String { stateFolder + "/policy.index" }

  /// Reads a commit.
  ///
  /// - Parameter base: A commit that was read before, to which it is compared.
  /// - Throws: `ReadError.rejected` with everything that is wrong with its documents;
  ///   `ReadError.git` when the repository cannot be read; `ReadError.absent` and
  ///   `ReadError.unavailable` for its catalogs.
  /// - Complexity: O(files that differ), O(files) without a base.
  package mutating func revision(
    _ id: CommitID, after base: Revision? = nil
  ) throws(ReadError) -> Reading {
    try reading(after: base) { repository throws(GitError) in
      let commit = try repository.commit(id)
      return (Revision.Head(commit: id, subject: commit.subject), commit.tree)
    }
  }

  /// Reads a tree that is no commit's yet; its revision has the id of nothing.
  package mutating func workTree(
    _ tree: TreeID, after base: Revision? = nil
  ) throws(ReadError) -> Reading {
    let nothing = CommitID(bytes: [UInt8](repeating: 0, count: 20))
    return try reading(after: base) { _ in
      (Revision.Head(commit: nothing, subject: "the work tree"), tree)
    }
  }

  private mutating func reading(
    after base: Revision?,
    of subject: (borrowing Repository) throws(GitError) -> (Revision.Head, TreeID)
  ) throws(ReadError) -> Reading {
    do {
      let open = try repository.take()
      let (head, id) = try subject(open)
      var tree = PolicyTree(repository: open, tree: id, index: index.take())
      let reading = Result { try read(head, &tree, after: base) }
      index = tree.index.take()
      if case .success = reading { repository.give(tree.repository) }
      return try reading.get()
    } catch let error as ReadError {
      throw error
    } catch let error as GitError {
      throw .git(error)
    } catch let rejection as Rejection {
      throw .rejected(rejection)
    } catch {
      preconditionFailure("no other error is thrown above: \(error)")
    }
  }

  private mutating func read(
    _ head: Revision.Head, _ tree: inout PolicyTree, after base: Revision?
  ) throws -> Reading {
    if base == nil { tree.index?.load() }
    let changes = try tree.repository.changes(from: base?.tree, to: tree.tree)
    guard changes.findings.isEmpty else {
      throw Rejection(
        changes.findings.map {
          Diagnostic(
            at: SourceLocation(file: $0.path), $0.description,
            hint: "policy is made of plain files and folders")
        })
    }
    var draft = RevisionDraft(after: base)
    for change in changes.changes where PolicyFile.mayHoldDocuments(change.path) {
      if let file = change.new {
        draft.add(try tree.parse(file))
      } else {
        draft.remove(change.path)
      }
    }
    let contents = try catalogs.contents(
      of: draft.fleet?.catalogs ?? [], tree: tree.tree, in: tree.repository)
    try draft.setCatalogs(contents, in: &tree)
    var reading = try draft.finish(head, &tree, changedPaths: changes.changes.map(\.path))
    if base == nil {
      reading.goodTime = tree.index?.goodTime(of: tree.tree, catalogs: contents.digest)
      tree.index?.settle(keeping: reading.revision.files.values.lazy.map(\.blob))
    }
    return reading
  }
}

// MARK: - Planning

extension PolicyReader {
  /// Plans what was read; a plan that the index knows to be good is not checked again.
  ///
  /// - Parameter old: The plan of the revision to which `reading` was compared, if it was.
  package mutating func plan(
    _ reading: Reading, since old: FleetPlan?, at time: Instant
  ) throws(Rejection) -> PlanStep {
    let snapshot = reading.revision.snapshot
    let step: PlanStep
    if let old {
      step = try Planner.plan(snapshot, changedBy: reading.change, since: old, at: time)
    } else {
      step = try Planner.plan(snapshot, at: time, knownGoodAt: reading.goodTime)
    }
    index?.noteGood(
      reading.revision.tree, catalogs: reading.revision.catalogsDigest, at: step.plan.time)
    index?.flush()
    return step
  }
}
