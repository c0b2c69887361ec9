/// Where a policy is read from.
enum PolicySource {
  /// A commit, by any name that git has for it.
  case revision(String)
  /// What committing everything in the work tree would make.
  case workTree
  /// What `git commit` would make now; a hook may name another index in `GIT_INDEX_FILE`.
  case index
}
