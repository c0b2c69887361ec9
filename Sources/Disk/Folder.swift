import Glibc

/// Folders and the names in them.
package enum Folder {
  /// Makes a folder and those above it, if they are not there.
  package static func make(_ path: String, mode: UInt32 = 0o755) throws(DiskError) {
    if unsafe mkdir(path, mode) == 0 { return }
    let parent = parent(of: path)
    if errno == ENOENT, !path.isEmpty, parent != path {
      try make(parent, mode: mode)
      if unsafe mkdir(path, mode) == 0 { return }
    }
    let code = errno
    guard code == EEXIST, isFolder(path) else {
      throw DiskError(path: path, "made a folder", code: code)
    }
  }

  /// The names in a folder but for those that begin with a dot, sorted; none if it is not there.
  package static func names(in folder: String) -> [String] {
    guard let stream = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// Forces the names in a folder to the disk.
  package static func synchronize(_ path: String) throws(DiskError) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DiskError(path: path, "opened", code: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw DiskError(path: path, "forced to the disk", code: errno)
    }
  }

  /// The folder that `path` is in.
  package static func parent(of path: String) -> String {
    var end = path.endIndex
    while end > path.startIndex, path[..<end].hasSuffix("/") { end = path.index(before: end) }
    guard let slash = path[..<end].lastIndex(of: "/") else {
      return path.hasPrefix("/") ? "/" : "."
    }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
