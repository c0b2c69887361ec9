import GitStore
import Glibc
import HostLink
import Vocabulary

/// Waits for a branch to move.
enum Movement {
  /// Returns when the reference has left `known` or the time is over.
  ///
  /// Without a time it waits for ever. A repository that cannot be watched is looked at again after a second.
  ///
  /// The wait blocks, so it runs on a thread of its own.
  static func wait(
    of reference: String, since known: CommitID?, repositoryAt path: String, milliseconds: Int?
  ) async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let hasStarted = WorkerThread.start {
        if !watch(reference, since: known, repositoryAt: path, milliseconds) {
          sleep(1)
        }
        continuation.resume()
      }
      if !hasStarted { continuation.resume() }
    }
  }

  /// Returns `false` if the repository cannot be watched.
  private static func watch(
    _ reference: String, since known: CommitID?, repositoryAt path: String, _ milliseconds: Int?
  ) -> Bool {
    do throws(GitError) {
      var watch = try BranchWatch(repositoryAt: path, references: [reference])
      var remaining = milliseconds ?? .max
      while watch.current[reference] == known, remaining > 0 {
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
