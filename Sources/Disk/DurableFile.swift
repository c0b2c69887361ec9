import Glibc

/// Files that are there entirely or not at all, whatever ends the program or the machine.
///
/// Each is written aside under a name that nobody knows, forced to the disk, and renamed. A writer
/// that is killed leaves that draft; see `sweepDrafts(in:)`.
package enum DurableFile {
  /// What the names of drafts end with.
  package static let draftEnding = ".new"

  /// Writes `bytes` in place of what is at `path`; when this returns, a power failure does not
  /// take them away.
  ///
  /// A link at `path` is replaced, not followed.
  /// - Parameter draft: Where to write first: a new name in the same file system.
  package static func write(
    _ bytes: [UInt8], to path: String, draft: String? = nil, mode: UInt32 = 0o644
  ) throws(DiskError) {
    try place(
      bytes, at: path, draft: draft ?? draftName(for: path), mode: mode, isForced: true)
    try Folder.synchronize(Folder.parent(of: path))
  }

  /// One of several files that are written together.
  package struct Part: Sendable {
    let bytes: [UInt8]
    let path: String
    let draft: String

    /// Names a file, and where it is written first.
    package init(_ bytes: [UInt8], to path: String, draft: String) {
      (self.bytes, self.path, self.draft) = (bytes, path, draft)
    }
  }

  /// Writes files of one folder as `write` does; they appear in their order.
  ///
  /// The disk is waited for once for each, and once for the folder.
  package static func write(_ parts: [Part], mode: UInt32) throws(DiskError) {
    do throws(DiskError) {
      for part in parts { try fill(part.draft, part.bytes, mode: mode, isForced: true) }
    } catch {
      for part in parts { unsafe unlink(part.draft) }
      throw error
    }
    for part in parts { try move(part.draft, to: part.path) }
    if let first = parts.first { try Folder.synchronize(Folder.parent(of: first.path)) }
  }

  /// Writes `bytes` as `write` does but waits for no disk: a power failure may tear the file, so
  /// its readers check what they read.
  package static func writeUnforced(
    _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644
  ) throws(DiskError) {
    try place(bytes, at: path, draft: draftName(for: path), mode: mode, isForced: false)
  }

  /// Makes a file that did not exist, as durably as `write`; `EEXIST` if there is anything.
  package static func create(
    _ bytes: [UInt8], at path: String, mode: UInt32
  ) throws(DiskError) {
    let draft = draftName(for: path)
    try fill(draft, bytes, mode: mode, isForced: true)
    let code = unsafe link(draft, path) == 0 ? 0 : errno
    unsafe unlink(draft)
    guard code == 0 else { throw DiskError(path: path, "made", code: code) }
    try Folder.synchronize(Folder.parent(of: path))
  }

  /// Reads a file of at most `limit` bytes, or returns `nil` if there is none.
  package static func read(_ path: String, atMost limit: Int) throws(DiskError) -> [UInt8]? {
    do throws(DiskError) {
      return try OpenFile(path).read(atMost: limit)
    } catch  where error.code == ENOENT {
      return nil
    }
  }

  /// Removes the file at `path`, durably, if there is one.
  package static func remove(_ path: String) throws(DiskError) {
    guard unsafe unlink(path) == 0 else {
      if errno == ENOENT { return }
      throw DiskError(path: path, "removed", code: errno)
    }
    try Folder.synchronize(Folder.parent(of: path))
  }

  /// Removes the drafts that killed writers left in a folder; nobody else may write there now.
  package static func sweepDrafts(in folder: String) {
    for name in Folder.names(in: folder) where name.hasSuffix(draftEnding) {
      unsafe unlink(folder + "/" + name)
    }
  }

  private static func draftName(for path: String) -> String {
    "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36))\(draftEnding)"
  }

  private static func place(
    _ bytes: [UInt8], at path: String, draft: String, mode: UInt32, isForced: Bool
  ) throws(DiskError) {
    try fill(draft, bytes, mode: mode, isForced: isForced)
    try move(draft, to: path)
  }

  private static func move(_ draft: String, to path: String) throws(DiskError) {
    guard unsafe rename(draft, path) == 0 else {
      let code = errno
      unsafe unlink(draft)
      throw DiskError(path: path, "put in place", code: code)
    }
  }

  /// Makes a file that must not exist, not even as a link, or leaves nothing.
  private static func fill(
    _ path: String, _ bytes: [UInt8], mode: UInt32, isForced: Bool
  ) throws(DiskError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = unsafe open(path, flags, mode)
    guard descriptor >= 0 else { throw DiskError(path: path, "made", code: errno) }
    var code = writeAll(bytes, to: descriptor)
    if code == 0, isForced, fsync(descriptor) != 0 { code = errno }
    if close(descriptor) != 0, code == 0 { code = errno }
    guard code == 0 else {
      unsafe unlink(path)
      throw DiskError(path: path, "written", code: code)
    }
  }

  /// Writes everything and returns 0, or the number of the error.
  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var offset = 0
    while offset < bytes.count {
      let count = unsafe bytes[offset...].withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 ? errno : ENOSPC }
      offset += count
    }
    return 0
  }
}
