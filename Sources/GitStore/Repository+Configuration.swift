import CLibgit2

extension Repository {
  /// Sets a value of the repository's own configuration.
  ///
  /// Corresponds to `git_config_set_string`.
  package borrowing func configure(_ name: String, _ value: String) throws(GitError) {
    var configuration: OpaquePointer?
    try LibGit2.check(
      unsafe git_repository_config(&configuration, handle), .open, gitDirectory)
    defer { unsafe git_config_free(configuration) }
    try LibGit2.check(
      unsafe git_config_set_string(configuration, name, value), .open, gitDirectory)
  }
}
