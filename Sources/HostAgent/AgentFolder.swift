import Glibc
import HostLink
import Vocabulary

/// The agent's state folder, locked for as long as this value lives.
final class AgentFolder: Sendable {
  /// The folder itself.
  let root: String
  private let lock: Int32

  private init(root: String, lock: Int32) {
    self.root = root
    self.lock = lock
  }

  deinit { close(lock) }

  /// Lets another agent use the folder.
  func unlock() { flock(lock, LOCK_UN) }

  /// The folder of the images.
  var images: String { root + "/images" }
  /// The folder of the journal.
  var journal: String { root + "/journal" }
  /// The folder of the console logs.
  var logs: String { root + "/logs" }
  /// The folder of the monitors' control sockets.
  var run: String { root + "/run" }

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
    try makeFolders(root)
    let lock = Glibc.open(root + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else {
      throw HostAgentError(.folder, "cannot open \(root)/lock: \(SystemError.text(errno))")
    }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      close(lock)
      throw HostAgentError(
        .busy, "another `merlon host run` uses \(root); stop it or give another state folder")
    }
    let folder = AgentFolder(root: root, lock: lock)
    for part in [folder.images, folder.journal, folder.logs, folder.run] {
      try makeFolder(part)
    }
    return folder
  }

  private static func makeFolders(_ path: String) throws(HostAgentError) {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      if access(made, F_OK) != 0 { try makeFolder(made) }
    }
  }

  private static func makeFolder(_ path: String) throws(HostAgentError) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw HostAgentError(.folder, "cannot make \(path): \(SystemError.text(errno))")
    }
  }
}
