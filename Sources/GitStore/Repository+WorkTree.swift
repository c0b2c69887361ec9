import CLibgit2
package import Vocabulary

extension Repository {
  /// The tree that committing everything in the work tree would make, ignored files left out.
  ///
  /// Writes its objects, but neither the index nor any reference. Corresponds to
  /// `git_index_add_all` and `git_index_write_tree_to` on an index that is thrown away.
  package borrowing func workTreeContent() throws(GitError) -> TreeID {
    guard let folder = workTree else {
      throw GitError(.other, .readTree, gitDirectory, "the repository is bare")
    }
    var index: OpaquePointer?
    try LibGit2.check(unsafe git_repository_index(&index, handle), .readTree, folder)
    defer { unsafe git_index_free(index) }
    // Read anew, in case a longer-lived handle of this index was changed and not written.
    try LibGit2.check(unsafe git_index_read(index, 1), .readTree, folder)
    try LibGit2.check(
      unsafe git_index_add_all(index, nil, GIT_INDEX_ADD_DEFAULT.rawValue, nil, nil), .readTree,
      folder)
    var id = git_oid()
    try LibGit2.check(unsafe git_index_write_tree(&id, index), .writeObject, folder)
    return TreeID(id)
  }

  /// The tree that committing the index as it is would make; what is changed in the work tree and
  /// not staged is not in it.
  ///
  /// Writes its objects, but neither the index nor any reference.
  /// - Parameter path: The index; git names one in `GIT_INDEX_FILE` while a hook runs, because
  ///   `git commit FILE` commits from a temporary one. `nil` means the repository's own.
  package borrowing func stagedContent(indexAt path: String? = nil) throws(GitError) -> TreeID {
    let path = path ?? gitDirectory + "/index"
    var index: OpaquePointer?
    try LibGit2.check(unsafe git_index_open(&index, path), .readTree, path)
    defer { unsafe git_index_free(index) }
    for intended in unsafe Self.intended(in: index) {
      try LibGit2.check(unsafe git_index_remove(index, intended, 0), .readTree, path)
    }
    var id = git_oid()
    let code = unsafe git_index_write_tree_to(&id, index, handle)
    guard code != GIT_EUNMERGED.rawValue else {
      throw GitError(.unmerged, code: code, .readTree, path, "a file has conflicts")
    }
    try LibGit2.check(code, .writeObject, path)
    return TreeID(id)
  }

  /// The paths that `git add --intent-to-add` noted: git commits nothing of them, libgit2 would
  /// commit empty files.
  private static func intended(in index: OpaquePointer?) -> [String] {
    (0..<(unsafe git_index_entrycount(index))).compactMap { place in
      guard let entry = unsafe git_index_get_byindex(index, place)?.pointee,
        unsafe entry.flags_extended & UInt16(GIT_INDEX_ENTRY_INTENT_TO_ADD.rawValue) != 0
      else { return nil }
      return unsafe String(cString: entry.path)
    }
  }
}
