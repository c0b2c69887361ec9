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

extension Repository {
  /// The value of a name in the configuration that holds here, the user's included; `nil` if it
  /// has none.
  ///
  /// Corresponds to `git_config_get_string`.
  package borrowing func configuration(_ name: String) throws(GitError) -> String? {
    try configurations(name).last
  }

  /// All values of a name that may have several, in their order.
  ///
  /// Corresponds to `git_config_multivar_iterator_new`.
  package borrowing func configurations(_ name: String) throws(GitError) -> [String] {
    var configuration: OpaquePointer?
    try LibGit2.check(
      unsafe git_repository_config(&configuration, handle), .open, gitDirectory)
    defer { unsafe git_config_free(configuration) }
    var iterator: OpaquePointer?
    try LibGit2.check(
      unsafe git_config_multivar_iterator_new(&iterator, configuration, name, nil), .open, name)
    defer { unsafe git_config_iterator_free(iterator) }
    var values: [String] = []
    var entry: UnsafeMutablePointer<git_config_entry>?
    while true {
      let code = unsafe git_config_next(&entry, iterator)
      if code == GIT_ITEROVER.rawValue { return values }
      try LibGit2.check(code, .open, name)
      if let value = unsafe entry?.pointee.value { values.append(unsafe String(cString: value)) }
    }
  }
}
