import Disk
import Glibc
import HostLink
import Keys
import Vocabulary

/// The agent's state folder, locked for as long as this value lives.
final class AgentFolder: Sendable {
  /// The folder itself.
  let root: String
  private let lock: FileLock

  private init(root: String, lock: FileLock) {
    self.root = root
    self.lock = lock
  }

  /// Lets another agent use the folder.
  func unlock() { lock.release() }

  /// The folder of the images.
  var images: String { root + "/images" }
  /// The folder of the journal.
  var journal: String { root + "/journal" }
  /// The folder of the console logs.
  var logs: String { root + "/logs" }
  /// The folder of the monitors' control sockets.
  var run: String { root + "/run" }

  /// What the names of this agent's taps begin with; the rest is a number of six digits.
  var tapPrefix: String { "m\(Digest.sha256(Array(root.utf8)).hex.prefix(7))-" }

  /// The control socket of the monitor with `number`.
  func control(_ number: Int) -> String { run + "/\(number)" }

  /// Makes the folder and its parts, for this user alone, and locks it.
  static func open(_ root: String) throws(HostAgentError) -> AgentFolder {
    guard root.hasPrefix("/") else {
      throw HostAgentError(.folder, "the state folder \(root) must be an absolute path")
    }
    // Room for `/run/` and a number of 12 digits.
    guard root.utf8.count + 17 <= UnixSocket.pathBytesMax else {
      throw HostAgentError(
        .folder,
        "the state folder \(root) is too long for the sockets in it; use one of at most "
          + "\(UnixSocket.pathBytesMax - 17) bytes")
    }
    try makeFolder(root)
    guard
      let lock = try onDisk({ () throws(DiskError) in
        try FileLock.ifFree(root + "/lock", mode: 0o600)
      })
    else {
      throw HostAgentError(
        .busy, "another `merlon host run` uses \(root); stop it or give another state folder")
    }
    let folder = AgentFolder(root: root, lock: lock)
    for part in [folder.images, folder.journal, folder.logs, folder.run] {
      try makeFolder(part)
    }
    // Only the holder of the lock writes in these.
    for place in [root, folder.journal] { DurableFile.sweepDrafts(in: place) }
    return folder
  }

  private static func makeFolder(_ path: String) throws(HostAgentError) {
    try onDisk { () throws(DiskError) in try Folder.make(path, mode: 0o700) }
  }
}
