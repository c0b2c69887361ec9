import Glibc
import HostLink

/// Files that are there entirely or not at all, whatever ends the program or the machine.
enum DurableFile {
  /// Writes beside `path`, syncs, renames, and syncs the folder.
  static func write(_ bytes: [UInt8], to path: String) throws(HostAgentError) {
    let temporary = path + ".new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("create", temporary) }
    var isWritten = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
    isWritten = close(descriptor) == 0 && isWritten
    guard isWritten, rename(temporary, path) == 0 else {
      let error = failure("write", path)
      unlink(temporary)
      throw error
    }
    syncFolder(of: path)
  }

  /// Removes `path` if it is there.
  static func remove(_ path: String) {
    if unlink(path) == 0 { syncFolder(of: path) }
  }

  /// Reads a file of at most `limit` bytes, or returns `nil` if there is none.
  static func read(_ path: String, atMost limit: Int) throws(HostAgentError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw failure("open", path)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw failure("read", path)
      }
      bytes += chunk[..<count]
      guard bytes.count <= limit else {
        throw HostAgentError(.folder, "\(path) is longer than \(limit) bytes")
      }
    }
  }

  /// The names in a folder but for those that begin with a dot, sorted; none if it is not there.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent)
      }
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      sent += count
    }
    return true
  }

  private static func syncFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func failure(_ verb: String, _ path: String) -> HostAgentError {
    HostAgentError(.folder, "cannot \(verb) \(path): \(SystemError.text(errno))")
  }
}
