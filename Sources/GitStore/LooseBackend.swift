import CLibgit2
import Disk
import Glibc
import Vocabulary

/// Reads loose objects in libgit2's stead, for each repository that is opened.
///
/// The reader of libgit2 1.5 never comes back from one that is cut off, and writes past its memory
/// for one whose header says less than there is. It is asked only for what this one has not got:
/// objects in packs and in alternates.
enum LooseBackend {
  /// Puts the reader before libgit2's own.
  static func add(
    to objects: OpaquePointer, folder: String, at path: String
  ) throws(GitError) {
    typealias Backend = merlon_loose_backend
    guard let memory = unsafe calloc(1, MemoryLayout<Backend>.size) else {
      throw GitError(.system, .open, path, "no memory")
    }
    let backend = unsafe memory.bindMemory(to: Backend.self, capacity: 1)
    unsafe git_odb_init_backend(&backend.pointee.parent, UInt32(GIT_ODB_BACKEND_VERSION))
    unsafe backend.pointee.folder = unsafe strdup(folder)
    unsafe backend.pointee.parent.read = unsafe read
    unsafe backend.pointee.parent.read_prefix = unsafe readPrefix
    unsafe backend.pointee.parent.read_header = unsafe readHeader
    // libgit2 calls this one without asking whether it is there.
    unsafe backend.pointee.parent.foreach = { _, _, _ in 0 }
    unsafe backend.pointee.parent.free = { backend in
      guard let backend = unsafe backend else { return }
      unsafe Glibc.free(LooseBackend.folder(of: backend))
      unsafe Glibc.free(backend)
    }
    // libgit2 gives its own 1, and 2 to packs.
    let code = unsafe git_odb_add_backend(objects, &backend.pointee.parent, 2)
    guard code >= 0 else {
      let error = LibGit2.error(code, .open, path)
      unsafe free(backend.pointee.folder)
      unsafe free(backend)
      throw error
    }
  }

  private typealias Backend = UnsafeMutablePointer<git_odb_backend>

  private static func folder(of backend: Backend) -> UnsafeMutablePointer<CChar>? {
    unsafe UnsafeMutableRawPointer(backend)
      .assumingMemoryBound(to: merlon_loose_backend.self).pointee.folder
  }

  private static let read:
    @convention(c) (
      UnsafeMutablePointer<UnsafeMutableRawPointer?>?, UnsafeMutablePointer<Int>?,
      UnsafeMutablePointer<git_object_t>?, Backend?, UnsafePointer<git_oid>?
    ) -> Int32 = { bytes, size, kind, backend, id in
      guard let bytes = unsafe bytes, let size = unsafe size, let kind = unsafe kind,
        let backend = unsafe backend, let id = unsafe id
      else { return GIT_ERROR.rawValue }
      return unsafe find(id.pointee, backend) { object throws(LooseObject.Damage) in
        let content = try object.content()
        guard let memory = unsafe git_odb_backend_data_alloc(backend, max(content.count, 1)) else {
          return GIT_ERROR.rawValue
        }
        unsafe content.withUnsafeBytes { source in
          if let first = source.baseAddress {
            unsafe memory.copyMemory(from: first, byteCount: source.count)
          }
        }
        unsafe bytes.pointee = unsafe memory
        unsafe size.pointee = content.count
        unsafe kind.pointee = git_object_string2type(object.kind)
        return 0
      }
    }

  private static let readHeader:
    @convention(c) (
      UnsafeMutablePointer<Int>?, UnsafeMutablePointer<git_object_t>?, Backend?,
      UnsafePointer<git_oid>?
    ) -> Int32 = { size, kind, backend, id in
      guard let size = unsafe size, let kind = unsafe kind, let backend = unsafe backend,
        let id = unsafe id
      else { return GIT_ERROR.rawValue }
      return unsafe find(id.pointee, backend) { object in
        unsafe size.pointee = object.size
        unsafe kind.pointee = git_object_string2type(object.kind)
        return 0
      }
    }

  private static let readPrefix:
    @convention(c) (
      UnsafeMutablePointer<git_oid>?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
      UnsafeMutablePointer<Int>?, UnsafeMutablePointer<git_object_t>?, Backend?,
      UnsafePointer<git_oid>?, Int
    ) -> Int32 = { found, bytes, size, kind, backend, id, count in
      guard let found = unsafe found, let backend = unsafe backend, let id = unsafe id,
        let folder = unsafe folder(of: backend)
      else { return GIT_ERROR.rawValue }
      let prefix = BlobID(unsafe id.pointee).hex.prefix(count)
      let (first, rest) = (prefix.prefix(2), prefix.dropFirst(2))
      let names = Folder.names(in: unsafe "\(String(cString: folder))/\(first)").filter {
        $0.hasPrefix(rest)
      }
      guard let name = names.first, let object = BlobID(hex: first + name) else {
        return GIT_ENOTFOUND.rawValue
      }
      guard names.count == 1 else { return GIT_EAMBIGUOUS.rawValue }
      unsafe found.pointee = object.oid
      return unsafe read(bytes, size, kind, backend, found)
    }

  /// Opens the loose object of an id, and tells libgit2 what it cannot be used for.
  private static func find(
    _ id: git_oid, _ backend: Backend, _ body: (LooseObject) throws(LooseObject.Damage) -> Int32
  ) -> Int32 {
    guard let folder = unsafe folder(of: backend) else { return GIT_ERROR.rawValue }
    let hex = BlobID(id).hex
    do throws(LooseObject.Damage) {
      let path = unsafe "\(String(cString: folder))/\(hex.prefix(2))/\(hex.dropFirst(2))"
      guard let object = try LooseObject(at: path) else { return GIT_ENOTFOUND.rawValue }
      return try body(object)
    } catch {
      unsafe git_error_set_str(Int32(GIT_ERROR_ODB.rawValue), error.reason)
      return GIT_EMISMATCH.rawValue
    }
  }
}
