import Audit
import GitStore
import Vocabulary

/// Where a line of a file came from, and from which to which policy commit the branch had it.
struct LineHistory {
  /// The commit that brought the line in.
  let origin: Commit
  /// The file's path in that commit.
  let path: String
  /// The line's number there.
  let line: Int

  /// Looks a line up as of a commit; `nil` if the file has no such line.
  init?(
    of line: Int, in path: String, at commit: CommitID, _ git: borrowing Repository
  ) throws(GitError) {
    guard let hunk = try git.blame(path, at: commit).first(where: { $0.holds(line) }) else {
      return nil
    }
    try self.init(of: line, in: hunk, git)
  }

  /// The line of a hunk.
  init(of line: Int, in hunk: BlameHunk, _ git: borrowing Repository) throws(GitError) {
    origin = try git.commit(hunk.commit)
    path = hunk.originalPath
    self.line = hunk.originalLine(of: line)
  }

  /// The first policy commit that has the line: the one that brought it in, or the one that merged
  /// that one.
  func first(
    among commits: [CommitID], _ git: borrowing Repository
  ) throws(GitError) -> CommitID? {
    var (low, high) = (0, commits.count)
    while low < high {
      let middle = (low + high) / 2
      if try git.isAncestor(origin.id, of: commits[middle]) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low < commits.count ? commits[low] : nil
  }

  /// The first policy commit after `commit` that has not the line any more; `nil` if all have it.
  func end(
    after commit: CommitID, in file: String, among commits: [CommitID],
    _ git: borrowing Repository
  ) throws(GitError) -> CommitID? {
    guard let place = commits.firstIndex(of: commit) else { return nil }
    var last = try git.file(at: file, in: git.commit(commit).tree)?.blob
    for next in commits[(place + 1)...] {
      guard let blob = try git.file(at: file, in: git.commit(next).tree)?.blob else { return next }
      guard blob != last else { continue }
      last = blob
      let isThere = try git.blame(file, at: next).contains { hunk in
        hunk.commit == origin.id && hunk.originalPath == path && hunk.holdsOriginal(line)
      }
      if !isThere { return next }
    }
    return nil
  }
}
