import Glibc
import Synchronization

/// A repository that stays open between its uses: opening it and mapping its packs costs more than
/// reading a commit.
///
/// It has one user at a time, who takes it and gives it back; who finds none opens one. After an
/// error nobody gives it back, so that the next use starts afresh.
package final class KeptRepository: Sendable {
  private let path: String
  private let kept = Mutex<Kept?>(nil)

  /// Sendable because it is only moved: a thread that has it is the one that uses it.
  private struct Kept: ~Copyable, @unchecked Sendable {
    let repository: Repository
    let version: Version
  }

  /// What changes when packs come and go, or another repository takes the place of this one.
  private struct Version: Equatable {
    let device: UInt
    let inode: UInt
    let seconds: Int
    let nanoseconds: Int

    init?(of folder: String) {
      var status = stat()
      guard unsafe stat(folder, &status) == 0 else { return nil }
      device = status.st_dev
      inode = status.st_ino
      seconds = status.st_mtim.tv_sec
      nanoseconds = status.st_mtim.tv_nsec
    }
  }

  /// Names the repository at `path`, without opening it.
  package init(at path: String) { self.path = path }

  /// Takes the repository, or opens it when it is in use, was not open, or has other packs now.
  package func take() throws(GitError) -> Repository {
    if let kept = kept.withLock({ $0.take() }),
      let version = Version(of: Self.packs(kept.repository)),
      version == kept.version
    {
      return kept.repository
    }
    return try Repository(openingAt: path)
  }

  /// Gives it back for the next use.
  package func give(_ repository: consuming Repository) {
    guard let version = Version(of: Self.packs(repository)) else { return }
    var new: Kept? = Kept(repository: repository, version: version)
    kept.withLock { $0 = new.take() }
  }

  private static func packs(_ repository: borrowing Repository) -> String {
    repository.commonDirectory + "/objects/pack"
  }
}
