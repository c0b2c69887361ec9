import CLibgit2
package import Vocabulary

extension Repository {
  /// The commit that a revision names: `HEAD~2`, a branch, a tag, an abbreviated id.
  package borrowing func resolve(_ revision: String) throws(GitError) -> CommitID {
    if revision == "HEAD" { return try head() }
    var object: OpaquePointer?
    try LibGit2.check(
      unsafe git_revparse_single(&object, handle, revision), .resolve, revision)
    defer { unsafe git_object_free(object) }
    var commit: OpaquePointer?
    try LibGit2.check(
      unsafe git_object_peel(&commit, object, GIT_OBJECT_COMMIT), .resolve, revision)
    defer { unsafe git_object_free(commit) }
    guard let oid = unsafe git_object_id(commit) else {
      throw GitError(.missingRevision, .resolve, revision, "it has no id")
    }
    return CommitID(unsafe oid.pointee)
  }

  /// The range that `BASE..HEAD` names, an empty part meaning HEAD; a single revision means that
  /// one commit.
  package borrowing func resolve(range: String) throws(GitError) -> RevisionRange {
    guard !range.contains("...") else {
      throw GitError(.invalidName, .resolve, range, "write two dots")
    }
    guard let dots = range.firstRange(of: "..") else {
      let head = try resolve(range)
      return RevisionRange(base: try commit(head).parents.first, head: head)
    }
    let (base, head) = (range[..<dots.lowerBound], range[dots.upperBound...])
    return RevisionRange(
      base: try resolve(base.isEmpty ? "HEAD" : String(base)),
      head: try resolve(head.isEmpty ? "HEAD" : String(head)))
  }

  /// The chain of first parents that leads to `head`, oldest first, without `base`; throws
  /// `.notAncestor` if `base` is not on it, `.tooLarge` if there are more than `limit`.
  package borrowing func firstParents(
    after base: CommitID?, through head: CommitID, limit: Int = 100_000
  ) throws(GitError) -> [CommitID] {
    var chain: [CommitID] = []
    var next: CommitID? = head
    while let id = next, id != base {
      guard chain.count < limit else {
        throw GitError(.tooLarge, .walkHistory, head.hex, "more than \(limit) commits")
      }
      chain.append(id)
      next = try firstParent(of: id)
    }
    if let base, next == nil {
      throw GitError(
        .notAncestor, .walkHistory,
        "commit \(base.short) is not among the first parents of \(head.short)", "")
    }
    return chain.reversed()
  }

  /// The first parent of a commit, of which nothing else is read: a history is walked by one core,
  /// and whoever reads its commits then does so on every core.
  private borrowing func firstParent(of id: CommitID) throws(GitError) -> CommitID? {
    var oid = id.oid
    var object: OpaquePointer?
    try LibGit2.check(unsafe git_odb_read(&object, objects, &oid), .readCommit, id.hex)
    defer { unsafe git_odb_object_free(object) }
    guard unsafe git_odb_object_type(object) == GIT_OBJECT_COMMIT else {
      throw GitError(.malformedObject, .readCommit, id.hex, "it is of another kind")
    }
    let head = unsafe UnsafeRawBufferPointer(
      start: git_odb_object_data(object),
      count: min(git_odb_object_size(object), CommitParser.firstParentEnd))
    do throws(CommitParser.Problem) {
      return try CommitParser.firstParent(unsafe Array(head))
    } catch {
      throw GitError(.malformedObject, .readCommit, id.hex, error.reason)
    }
  }

  /// Tells whether `ancestor` is `commit` or can be reached from it by any parents.
  package borrowing func isAncestor(
    _ ancestor: CommitID, of commit: CommitID
  ) throws(GitError) -> Bool {
    if ancestor == commit { return true }
    var (older, newer) = (ancestor.oid, commit.oid)
    let code = unsafe git_graph_descendant_of(handle, &newer, &older)
    if code == GIT_ENOTFOUND.rawValue { return false }
    try LibGit2.check(code, .walkHistory, commit.hex)
    return code == 1
  }

  /// Reads a commit.
  package borrowing func commit(_ id: CommitID) throws(GitError) -> Commit {
    let raw = try object(
      id, kind: GIT_OBJECT_COMMIT, limit: Commit.bytesMax, during: .readCommit)
    do throws(CommitParser.Problem) { return try CommitParser(raw).commit(id: id) } catch {
      throw GitError(.malformedObject, .readCommit, id.hex, error.reason)
    }
  }
}
