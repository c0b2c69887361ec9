import CLibgit2
package import Vocabulary

/// New objects that are held in memory and then written as one pack.
///
/// One pack costs six `fsync` however many objects it has; loose objects cost two each. Nothing
/// is on disk before `flush`, so a batch that is dropped leaves no trace.
@safe package struct ObjectBatch: ~Copyable {
  /// The repository that they go to; reading finds the new objects too.
  package let repository: Repository
  private let memory: UnsafeMutablePointer<git_odb_backend>
  private var ids: [(hex: String, oid: git_oid)] = []
  private var known: Set<String> = []

  /// Starts a batch for the repository at `path`, which it opens for itself.
  package init(repositoryAt path: String) throws(GitError) {
    let repository = try Repository(openingAt: path)
    var backend: UnsafeMutablePointer<git_odb_backend>?
    try LibGit2.check(unsafe git_mempack_new(&backend), .writeObject, path)
    guard let backend = unsafe backend else {
      throw GitError(.other, .writeObject, path, "no memory")
    }
    // The object database owns the backend from here on.
    try LibGit2.check(
      unsafe git_odb_add_backend(repository.objects, backend, 999), .writeObject, path)
    self.repository = repository
    unsafe memory = unsafe backend
  }

  /// Adds a blob.
  package mutating func write(blob bytes: [UInt8]) throws(GitError) -> BlobID {
    BlobID(try write(bytes, GIT_OBJECT_BLOB))
  }

  /// Adds a tree.
  package mutating func write(tree entries: [String: NewTreeEntry]) throws(GitError) -> TreeID {
    let sorted = entries.map { (name: $0.key, entry: $0.value, key: $0.value.sortKey($0.key)) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(sorted.count * 70)
    for (name, entry, _) in sorted {
      bytes += "\(entry.mode) \(name)\0".utf8
      bytes += entry.bytes
    }
    return TreeID(try write(bytes, GIT_OBJECT_TREE))
  }

  /// Adds a commit, in the bytes of `CommitDraft`.
  package mutating func write(commit bytes: [UInt8]) throws(GitError) -> CommitID {
    CommitID(try write(bytes, GIT_OBJECT_COMMIT))
  }

  private mutating func write(
    _ bytes: [UInt8], _ kind: git_object_t
  ) throws(GitError) -> git_oid {
    var oid = git_oid()
    // Not `git_odb_write`: for each new object it lists the pack folder to look for an old one.
    let code = unsafe bytes.withUnsafeBytes { bytes in
      let status = unsafe git_odb_hash(&oid, bytes.baseAddress, bytes.count, kind)
      guard status >= 0, let write = unsafe memory.pointee.write else { return min(status, -1) }
      return unsafe write(memory, &oid, bytes.baseAddress, bytes.count, kind)
    }
    try LibGit2.check(code, .writeObject, repository.gitDirectory)
    let hex = BlobID(oid).hex
    if known.insert(hex).inserted { ids.append((hex, oid)) }
    return oid
  }

  /// Writes all objects to disk as one pack, durably.
  package mutating func flush() throws(GitError) {
    guard !ids.isEmpty else { return }
    let place = repository.gitDirectory
    var builder: OpaquePointer?
    try LibGit2.check(
      unsafe git_packbuilder_new(&builder, repository.handle), .writeObject, place)
    defer { unsafe git_packbuilder_free(builder) }
    for index in ids.indices {
      try LibGit2.check(
        unsafe git_packbuilder_insert(builder, &ids[index].oid, nil), .writeObject, place)
    }
    var buffer = unsafe git_buf()
    try LibGit2.check(
      unsafe git_packbuilder_write_buf(&buffer, builder), .writeObject, place)
    defer { unsafe git_buf_dispose(&buffer) }
    var pack: UnsafeMutablePointer<git_odb_writepack>?
    try LibGit2.check(
      unsafe git_odb_write_pack(&pack, repository.objects, nil, nil), .writeObject, place)
    guard let pack = unsafe pack, let append = unsafe pack.pointee.append,
      let commit = unsafe pack.pointee.commit
    else { throw GitError(.other, .writeObject, place, "no pack writer") }
    defer { unsafe pack.pointee.free?(pack) }
    var progress = git_indexer_progress()
    try LibGit2.check(
      unsafe append(pack, buffer.ptr, buffer.size, &progress), .writeObject, place)
    try LibGit2.check(unsafe commit(pack, &progress), .writeObject, place)
    try LibGit2.check(unsafe git_mempack_reset(memory), .writeObject, place)
    ids = []
    known = []
  }
}
