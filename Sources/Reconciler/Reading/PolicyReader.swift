import GitStore
import Policy
package import Vocabulary

/// Reads policy commits out of a repository, each as a change of one that was read before.
///
/// What a commit leaves alone is not looked at: trees of one id are not walked, blobs that are in
/// the index are not parsed.
package struct PolicyReader: Sendable {
  private let path: String
  private var catalogs = Catalogs()

  /// Makes a reader of the repository at `path`.
  package init(repositoryAt path: String) { self.path = path }

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
    let head: Revision.Head
    let tree: TreeID
    do throws(GitError) {
      let commit = try Repository(openingAt: path).commit(id)
      head = Revision.Head(commit: id, subject: commit.subject)
      tree = commit.tree
    } catch {
      throw .git(error)
    }
    return try reading(head, tree, after: base)
  }

  /// Reads a tree that is no commit's yet; its revision has the id of nothing.
  package mutating func workTree(
    _ tree: TreeID, after base: Revision? = nil
  ) throws(ReadError) -> Reading {
    let nothing = CommitID(bytes: [UInt8](repeating: 0, count: 20))
    return try reading(Revision.Head(commit: nothing, subject: "the work tree"), tree, after: base)
  }

  private mutating func reading(
    _ head: Revision.Head, _ id: TreeID, after base: Revision?
  ) throws(ReadError) -> Reading {
    do {
      let tree = PolicyTree(repository: try Repository(openingAt: path), tree: id)
      let changes = try tree.repository.changes(from: base?.tree, to: id)
      guard changes.findings.isEmpty else {
        throw Rejection(
          changes.findings.map {
            Diagnostic(
              at: SourceLocation(file: $0.path), $0.description,
              hint: "policy is made of plain files and folders")
          })
      }
      var draft = RevisionDraft(after: base)
      for change in changes.changes where PolicyTree.mayHoldDocuments(change.path) {
        draft.remove(change.path)
        if let file = change.new { draft.add(try tree.parse(file)) }
      }
      let contents = try catalogs.contents(
        of: draft.fleet?.catalogs ?? [], tree: id, in: tree.repository)
      try draft.setCatalogs(contents, in: tree)
      return try draft.finish(head, tree, changedPaths: changes.changes.map(\.path))
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
}
