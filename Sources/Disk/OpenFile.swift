import Glibc

/// A file that is open for reading, so that what is judged is what is read.
@safe package struct OpenFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  /// Whether this is a plain file: not a folder, device or pipe.
  package let isRegular: Bool
  /// The permissions, as `chmod` has them.
  package let permissions: UInt32
  /// How long the file says that it is; files below `/proc` say 0.
  package let byteCount: Int
  /// The user that it belongs to.
  package let owner: UInt32
  /// When it was last written, in seconds since 1970.
  package let modified: Int

  /// Opens the file at `path`; a link is followed, a pipe is not waited for.
  package init(_ path: String) throws(DiskError) {
    self.path = path
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw DiskError(path: path, "opened", code: errno) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw DiskError(path: path, "opened", code: code)
    }
    self.descriptor = descriptor
    isRegular = status.st_mode & S_IFMT == S_IFREG
    permissions = status.st_mode & 0o7777
    byteCount = Int(status.st_size)
    owner = status.st_uid
    modified = status.st_mtim.tv_sec
  }

  deinit { close(descriptor) }

  /// Reads the file from where it stands to its end; one of more than `limit` bytes is an error.
  package borrowing func read(atMost limit: Int) throws(DiskError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: max(min(byteCount, limit) + 1, 1 << 12))
    while true {
      let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw DiskError(path: path, "read", code: errno) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
      guard bytes.count <= limit else {
        throw DiskError(path: path, "read within \(limit) bytes", code: EFBIG)
      }
    }
  }
}
