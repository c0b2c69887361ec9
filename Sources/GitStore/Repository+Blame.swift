import CLibgit2
package import Vocabulary

extension Repository {
  /// Finds for each line of a file which commit brought it in, as of `commit`.
  ///
  /// Merges are followed to where a line came from; a line that was only moved within its file by
  /// lines around it stays what it was. Corresponds to `git_blame_file`.
  /// - Complexity: O(commits that touch the file), each compared with its parents.
  package borrowing func blame(
    _ path: String, at commit: CommitID
  ) throws(GitError) -> [BlameHunk] {
    var options = git_blame_options()
    try LibGit2.check(
      unsafe git_blame_options_init(&options, UInt32(GIT_BLAME_OPTIONS_VERSION)), .walkHistory,
      path)
    options.newest_commit = commit.oid
    var blame: OpaquePointer?
    try LibGit2.check(
      unsafe git_blame_file(&blame, handle, path, &options), .walkHistory, path)
    defer { unsafe git_blame_free(blame) }
    return unsafe (0..<git_blame_get_hunk_count(blame)).compactMap { index in
      guard let hunk = unsafe git_blame_get_hunk_byindex(blame, index) else { return nil }
      return unsafe BlameHunk(
        firstLine: hunk.pointee.final_start_line_number,
        lineCount: hunk.pointee.lines_in_hunk, commit: CommitID(hunk.pointee.final_commit_id),
        originalPath: hunk.pointee.orig_path.map { unsafe String(cString: $0) } ?? path,
        originalFirstLine: hunk.pointee.orig_start_line_number)
    }
  }
}
