import CLibgit2
import Disk
package import Vocabulary

/// New objects that are held in memory and then written as one pack.
///
/// One pack costs three `fsync` however many objects it has; loose objects cost two each. Nothing
/// is on disk before `flush`, so a batch that is dropped leaves no trace.
@safe package struct ObjectBatch: ~Copyable {
  /// The repository that they go to; reading finds the new objects too.
  package let repository: Repository
  private let memory: UnsafeMutablePointer<git_odb_backend>
  private var objects: [Object] = []
  private var known: Set<BlobID> = []

  private struct Object {
    let id: git_oid
    let kind: git_object_t
    let bytes: [UInt8]
  }

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

  /// Adds a tree of some entries.
  package mutating func write(tree entries: [String: NewTreeEntry]) throws(GitError) -> TreeID {
    var table = TreeTable()
    for (name, entry) in entries { table.put(entry, under: name) }
    return try write(tree: table)
  }

  /// Adds a tree.
  package mutating func write(tree table: TreeTable) throws(GitError) -> TreeID {
    TreeID(try write(table.object, GIT_OBJECT_TREE))
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
    if known.insert(BlobID(oid)).inserted {
      objects.append(Object(id: oid, kind: kind, bytes: bytes))
    }
    return oid
  }

  /// Writes all objects to disk as one pack, durably.
  package mutating func flush() throws(GitError) {
    guard !objects.isEmpty else { return }
    var pack = try PackDraft(of: objects.count)
    for object in objects { try pack.add(object.bytes, object.kind, id: object.id) }
    do throws(DiskError) {
      try pack.write(to: repository.commonDirectory + "/objects/pack")
    } catch {
      throw GitError(.system, .writeObject, error.path, error.reason)
    }
    try LibGit2.check(
      unsafe git_mempack_reset(memory), .writeObject, repository.gitDirectory)
    objects = []
    known = []
  }
}
