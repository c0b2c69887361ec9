import Disk
import Glibc
package import Vocabulary

/// Waits until one of some references moves; used by one thread.
///
/// What inotify tells is only a poke: the references are read again at each, and once a second
/// in any case, because events of folders that have just been made get lost.
@safe package struct BranchWatch: ~Copyable {
  private static let pollMilliseconds = 1000

  private let repository: Repository
  private let names: [String]
  private let folders: [String]
  private let descriptor: Int32
  /// What the references pointed to when they were last read; those that do not exist are not
  /// in it.
  package private(set) var current: [String: CommitID]

  /// Starts to watch references by their full names, such as `refs/heads/main`, in the
  /// repository at `path`.
  package init(repositoryAt path: String, references names: [String]) throws(GitError) {
    let repository = try Repository(openingAt: path)
    let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    guard descriptor >= 0 else {
      throw GitError(.system, .watch, path, SystemError.text(errno))
    }
    let folders = Self.folders(of: names, in: repository.commonDirectory)
    Self.watch(folders, descriptor)
    do throws(GitError) { current = try Self.read(names, in: repository) } catch {
      close(descriptor)
      throw error
    }
    self.repository = repository
    self.names = names
    self.folders = folders
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Waits at most so long, and returns the references that differ from the last time, with
  /// `nil` for one that was deleted; empty if none does.
  ///
  /// The first call tells what changed since the watch was made.
  package mutating func wait(milliseconds: Int) throws(GitError) -> [String: CommitID?] {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .milliseconds(milliseconds))
    while true {
      let changes = try update()
      let rest = clock.now.duration(to: end)
      guard changes.isEmpty, rest > .zero else { return changes }
      let (seconds, attoseconds) = rest.components
      let left = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000) + 1
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if unsafe poll(&request, 1, Int32(min(left, Self.pollMilliseconds))) > 0 {
        Self.drain(descriptor)
        Self.watch(folders, descriptor)
      }
    }
  }

  /// Reads the references again and returns those that differ.
  private mutating func update() throws(GitError) -> [String: CommitID?] {
    let latest = try Self.read(names, in: repository)
    defer { current = latest }
    var changes: [String: CommitID?] = [:]
    for name in names where latest[name] != current[name] {
      changes.updateValue(latest[name], forKey: name)
    }
    return changes
  }

  private static func read(
    _ names: [String], in repository: borrowing Repository
  ) throws(GitError) -> [String: CommitID] {
    var values: [String: CommitID] = [:]
    for name in names {
      if let id = try repository.reference(name) { values[name] = id }
    }
    return values
  }
}

// MARK: - inotify

extension BranchWatch {
  /// The folders in which something happens when one of the references moves: the git folder
  /// for `packed-refs`, and each folder above a loose reference.
  private static func folders(of names: [String], in directory: String) -> [String] {
    var folders: Set<String> = [directory]
    for name in names {
      var path = directory
      for part in name.split(separator: "/").dropLast() {
        path += "/" + part
        folders.insert(path)
      }
    }
    return folders.sorted()
  }

  /// Watches the folders that exist; those that are watched already stay so.
  private static func watch(_ folders: [String], _ descriptor: Int32) {
    let events = IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_CLOSE_WRITE | IN_ONLYDIR
    for folder in folders { _ = unsafe inotify_add_watch(descriptor, folder, UInt32(events)) }
  }

  private static func drain(_ descriptor: Int32) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while unsafe buffer.withUnsafeMutableBytes({
      unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
    }) > 0 {}
  }
}
