import GitStore
import Glibc
import HostLink
import Vocabulary

/// Waits for references to move.
enum Movement {
  /// Returns when one of the references has left what is known of it or the time is over.
  ///
  /// Without a time it waits for ever. A repository that cannot be watched is looked at again after
  /// a second.
  ///
  /// The wait blocks, so it runs on a thread of its own.
  static func wait(
    since known: [String: CommitID?], repositoryAt path: String, milliseconds: Int?
  ) async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let hasStarted = WorkerThread.start {
        if !watch(since: known, repositoryAt: path, milliseconds) { sleep(1) }
        continuation.resume()
      }
      if !hasStarted { continuation.resume() }
    }
  }

  /// Whether a reference has left what is known of it; one that cannot be read has not.
  static func hasMoved(since known: [String: CommitID?], repositoryAt path: String) -> Bool {
    do throws(GitError) {
      let repository = try Repository(openingAt: path)
      for (name, commit) in known where try repository.reference(name) != commit { return true }
    } catch {}
    return false
  }

  /// Returns `false` if the repository cannot be watched.
  private static func watch(
    since known: [String: CommitID?], repositoryAt path: String, _ milliseconds: Int?
  ) -> Bool {
    do throws(GitError) {
      var watch = try BranchWatch(repositoryAt: path, references: Array(known.keys))
      var remaining = milliseconds ?? .max
      while known.allSatisfy({ watch.current[$0.key] == $0.value }), remaining > 0 {
        let step = min(remaining, 60_000)
        if try !watch.wait(milliseconds: step).isEmpty { return true }
        remaining -= step
      }
      return true
    } catch {
      return false
    }
  }
}
