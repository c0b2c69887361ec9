import CLibgit2
package import Vocabulary

extension Repository {
  /// The size of a blob, read from its header.
  package borrowing func blobSize(_ id: BlobID) throws(GitError) -> Int {
    let header = try header(of: id, during: .readBlob)
    guard header.kind == GIT_OBJECT_BLOB else {
      throw GitError(.malformedObject, .readBlob, id.hex, "it is not a blob")
    }
    return header.size
  }

  /// Reads a blob; throws `.tooLarge` before anything of it is inflated if it has more than
  /// `limit` bytes.
  package borrowing func blob(
    _ id: BlobID, limit: Int = Limits.documentBytesMax
  ) throws(GitError) -> [UInt8] {
    try object(id, kind: GIT_OBJECT_BLOB, limit: limit, during: .readBlob)
  }

  /// Reads an object of one kind, whose hash libgit2 verifies.
  borrowing func object<Object>(
    _ id: ObjectID<Object>, kind: git_object_t, limit: Int, during operation: GitError.Operation
  ) throws(GitError) -> [UInt8] {
    let header = try header(of: id, during: operation)
    guard header.kind == kind else {
      throw GitError(.malformedObject, operation, id.hex, "it is of another kind")
    }
    guard header.size <= limit else {
      throw GitError(
        .tooLarge, operation, "object \(id.short)",
        "it has \(header.size) bytes, and \(limit) is the limit")
    }
    var oid = id.oid
    var object: OpaquePointer?
    try LibGit2.check(unsafe git_odb_read(&object, objects, &oid), operation, id.hex)
    defer { unsafe git_odb_object_free(object) }
    guard let data = unsafe git_odb_object_data(object) else { return [] }
    return unsafe Array(
      UnsafeRawBufferPointer(start: data, count: git_odb_object_size(object)))
  }

  private borrowing func header<Object>(
    of id: ObjectID<Object>, during operation: GitError.Operation
  ) throws(GitError) -> (size: Int, kind: git_object_t) {
    var oid = id.oid
    var size = 0
    var kind = GIT_OBJECT_INVALID
    try LibGit2.check(
      unsafe git_odb_read_header(&size, &kind, objects, &oid), operation, id.hex)
    return (size, kind)
  }
}
