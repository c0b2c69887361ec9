import Glibc

/// Reads and writes small private files whole.
enum KeyFile {
  static let bytesMax = 64 << 10

  /// Reads a file that only its owner may read.
  static func read(_ path: String) throws(KeyError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw KeyError(.malformed, path: path, "it is not a regular file")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw KeyError(
        .exposed, path: path, "others may read it; close it with: chmod 600 '\(path)'")
    }
    guard status.st_size <= bytesMax else {
      throw KeyError(.malformed, path: path, "it is longer than \(bytesMax) bytes")
    }
    var bytes = [UInt8](repeating: 0, count: bytesMax)
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw failure(path) }
      if got == 0 { break }
      count += got
    }
    return Array(bytes.prefix(count))
  }

  /// Makes a file that did not exist; after a crash it is there whole or not at all.
  static func create(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(KeyError) {
    let draft = "\(path).\(getpid()).tmp"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure(draft) }
    defer { unlink(draft) }
    var count = 0
    while count < bytes.count {
      let put = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
      }
      if put < 0, errno == EINTR { continue }
      guard put > 0 else {
        let error = failure(draft)
        close(descriptor)
        throw error
      }
      count += put
    }
    let isSafe = fsync(descriptor) == 0
    guard close(descriptor) == 0, isSafe, link(draft, path) == 0 else { throw failure(path) }
  }

  private static func failure(_ path: String) -> KeyError {
    switch errno {
    case ENOENT: KeyError(.missing, path: path, "there is no such file or folder")
    case EEXIST: KeyError(.exists, path: path, "it exists already and is left as it is")
    case let code: KeyError(.system, path: path, String(cString: strerror(code)))
    }
  }
}
