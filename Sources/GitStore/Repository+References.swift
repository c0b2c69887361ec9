import CLibgit2
package import Vocabulary

extension Repository {
  /// The commit that HEAD stands on, by its branch or detached.
  package borrowing func head() throws(GitError) -> CommitID {
    if let branch = try headBranch() {
      if let id = try reference("refs/heads/" + branch) { return id }
      throw try isEmpty()
        ? GitError(.emptyRepository, .readReference, "HEAD", "there is no reference")
        : GitError(.unbornHead, .readReference, branch, "the branch has no commit")
    }
    guard let id = try reference("HEAD") else {
      throw GitError(.missingReference, .readReference, "HEAD", "it is neither branch nor commit")
    }
    return id
  }

  /// The branch that HEAD names, also one without commits; `nil` if HEAD is detached.
  package borrowing func headBranch() throws(GitError) -> String? {
    var reference: OpaquePointer?
    try LibGit2.check(
      unsafe git_reference_lookup(&reference, handle, "HEAD"), .readReference, "HEAD")
    defer { unsafe git_reference_free(reference) }
    guard let target = unsafe git_reference_symbolic_target(reference) else { return nil }
    let name = unsafe String(cString: target)
    return name.hasPrefix("refs/heads/") ? String(name.dropFirst(11)) : nil
  }

  /// The newest commit of the branch `name`.
  package borrowing func branch(_ name: String) throws(GitError) -> CommitID {
    if let id = try reference("refs/heads/" + name) { return id }
    throw try isEmpty()
      ? GitError(.emptyRepository, .readReference, name, "there is no reference")
      : GitError(.missingBranch, .readReference, name, "there is no such reference")
  }

  /// What the reference with the full name `name` points to; `nil` only if it does not exist.
  package borrowing func reference(_ name: String) throws(GitError) -> CommitID? {
    var oid = git_oid()
    let code = unsafe git_reference_name_to_id(&oid, handle, name)
    if code == GIT_ENOTFOUND.rawValue { return nil }
    try LibGit2.check(code, .readReference, name)
    return CommitID(oid)
  }

  /// Every reference whose full name starts with `prefix`, such as `refs/heads/`.
  package borrowing func references(
    below prefix: String
  ) throws(GitError) -> [String: CommitID] {
    var iterator: OpaquePointer?
    try LibGit2.check(
      unsafe git_reference_iterator_new(&iterator, handle), .readReference, prefix)
    defer { unsafe git_reference_iterator_free(iterator) }
    var found: [String: CommitID] = [:]
    while true {
      var text: UnsafePointer<CChar>?
      let code = unsafe git_reference_next_name(&text, iterator)
      if code == GIT_ITEROVER.rawValue { return found }
      try LibGit2.check(code, .readReference, prefix)
      guard let name = unsafe text.map({ unsafe String(cString: $0) }), name.hasPrefix(prefix)
      else { continue }
      if let id = try reference(name) { found[name] = id }
    }
  }

  /// Tells whether there is no reference at all: nothing was ever committed or fetched.
  private borrowing func isEmpty() throws(GitError) -> Bool {
    try references(below: "refs/").isEmpty
  }
}

// MARK: - Writing

extension Repository {
  /// Makes a reference that does not exist yet; throws `.moved` if it does.
  package borrowing func create(
    reference name: String, at id: CommitID, message: String = ""
  ) throws(GitError) {
    try update(reference: name, from: nil, to: id, message: message)
  }

  /// Moves a reference from `old` to `new`, or throws `.moved` and leaves it as it is.
  ///
  /// An `old` of `nil` means that it must not exist. Corresponds to
  /// `git_reference_create_matching`.
  package borrowing func update(
    reference name: String, from old: CommitID?, to new: CommitID, message: String
  ) throws(GitError) {
    var expected = old?.oid ?? git_oid()
    var target = new.oid
    var reference: OpaquePointer?
    let code = unsafe git_reference_create_matching(
      &reference, handle, name, &target, old == nil ? 0 : 1, &expected, message)
    defer { unsafe git_reference_free(reference) }
    if code == GIT_ENOTFOUND.rawValue, old != nil {
      throw GitError(.moved, code: code, .writeReference, name, "it was deleted")
    }
    try LibGit2.check(code, .writeReference, name)
  }

  /// Keeps a commit from being collected as garbage, whatever happens to its branch.
  package borrowing func pin(_ id: CommitID) throws(GitError) {
    let name = "refs/merlon/pins/" + id.hex
    if try reference(name) != id { try update(reference: name, from: nil, to: id, message: "pin") }
  }
}
