import Foundation
import GitStore
import Vocabulary

/// A folder of policy without a repository, which lends it a temporary one.
///
/// The folder itself is only read; the repository goes with the last reference to this.
final class PlainFolder: Sendable {
  private let place: URL
  /// The repository whose work tree the folder is.
  let repository: RepositoryOptions.Opened

  init(_ folder: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
      isFolder.boolValue
    else { throw Failure.cannotRun("there is no folder '\(folder)'; name one that holds a policy") }
    place = FileManager.default.temporaryDirectory.appending(path: "merlon-\(UUID().uuidString)")
    do {
      repository = try Self.repository(at: place, around: folder)
    } catch {
      try? FileManager.default.removeItem(at: place)
      throw error
    }
  }

  deinit { try? FileManager.default.removeItem(at: place) }

  private static func repository(
    at place: URL, around folder: String
  ) throws -> RepositoryOptions.Opened {
    do throws(GitError) {
      let new = try Repository.create(at: place.path)
      try new.configure("core.worktree", URL(filePath: folder).standardizedFileURL.path)
    } catch {
      throw Failure.cannotRun(error.description)
    }
    return try RepositoryOptions.open(place.path + "/.git")
  }
}
