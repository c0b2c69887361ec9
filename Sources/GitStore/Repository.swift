import CLibgit2

/// An open repository: owns one `git_repository *`; used by one thread at a time.
///
/// Opening takes about 0.1 ms, so give each thread or actor its own. Everything that it returns
/// is a value: nothing keeps pointing into libgit2.
@safe package struct Repository: ~Copyable {
  /// The `git_repository *`.
  let handle: OpaquePointer
  /// Its `git_odb *`.
  let objects: OpaquePointer
  /// The git folder, without a final `/`: `DIR/.git`, or `DIR` if it is bare.
  package let gitDirectory: String
  /// Where references and objects are: `gitDirectory`, except in a linked work tree.
  package let commonDirectory: String
  /// The work tree, without a final `/`; `nil` if it is bare.
  package let workTree: String?

  private init(_ handle: OpaquePointer, at path: String) throws(GitError) {
    var objects: OpaquePointer?
    let code = unsafe git_repository_odb(&objects, handle)
    guard code >= 0, let objects = unsafe objects else {
      let error = LibGit2.error(code, .open, path)
      unsafe git_repository_free(handle)
      throw error
    }
    let common = unsafe Self.path(git_repository_commondir(handle)) ?? path
    do throws(GitError) {
      try unsafe LooseBackend.add(to: objects, folder: common + "/objects", at: path)
    } catch {
      unsafe git_odb_free(objects)
      unsafe git_repository_free(handle)
      throw error
    }
    unsafe self.handle = unsafe handle
    unsafe self.objects = unsafe objects
    gitDirectory = unsafe Self.path(git_repository_path(handle)) ?? path
    commonDirectory = common
    workTree = unsafe Self.path(git_repository_workdir(handle))
  }

  deinit {
    unsafe git_odb_free(objects)
    unsafe git_repository_free(handle)
  }

  /// Opens the repository at `path`, which is a work tree or a git folder.
  ///
  /// Never searches upwards. Corresponds to `git_repository_open_ext`, which checks owner and
  /// extensions; `git_repository_open_bare` does not.
  package init(openingAt path: String) throws(GitError) {
    try LibGit2.check(LibGit2.status, .open, path)
    var handle: OpaquePointer?
    let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
    try LibGit2.check(
      unsafe git_repository_open_ext(&handle, path, flags, nil), .open, path)
    guard let handle = unsafe handle else { throw GitError(.other, .open, path, "no handle") }
    try unsafe self.init(handle, at: path)
  }

  /// Makes an empty repository at `path`, and the folders above it; refuses to touch one that
  /// exists.
  package static func create(
    at path: String, branch: String = "main", isBare: Bool = false
  ) throws(GitError) -> Repository {
    try LibGit2.check(LibGit2.status, .create, path)
    var options = unsafe git_repository_init_options()
    try LibGit2.check(
      unsafe git_repository_init_options_init(
        &options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION)), .create, path)
    unsafe options.flags =
      GIT_REPOSITORY_INIT_NO_REINIT.rawValue | GIT_REPOSITORY_INIT_MKPATH.rawValue
      | (isBare ? GIT_REPOSITORY_INIT_BARE.rawValue : 0)
    var handle: OpaquePointer?
    let code = unsafe branch.withCString { branch in
      unsafe options.initial_head = unsafe branch
      return unsafe git_repository_init_ext(&handle, path, &options)
    }
    try LibGit2.check(code, .create, path)
    guard let handle = unsafe handle else { throw GitError(.other, .create, path, "no handle") }
    return try unsafe Repository(handle, at: path)
  }

  /// Copies a path of libgit2 and drops its final `/`.
  private static func path(_ text: UnsafePointer<CChar>?) -> String? {
    guard let text = unsafe text.map({ unsafe String(cString: $0) }) else { return nil }
    return text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text
  }
}
