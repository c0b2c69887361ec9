import HostLink
import ImageStore
import Vocabulary

/// Rolls a plan onto all its hosts at once.
enum Deployer {
  /// What came back from one host.
  typealias Answer = Result<[InstanceOutcome], HostLinkError>

  /// Tells every host its wish and waits for the instances of `awaited`.
  static func deploy(
    _ wishes: [HostWish], awaiting awaited: Set<ImageName>, from store: ImageStore
  ) async -> [HostName: Answer] {
    await withTaskGroup(of: (HostName, Answer).self) { group in
      for wish in wishes {
        group.addTask { (wish.host, await roll(wish, awaiting: awaited, from: store)) }
      }
      var answers: [HostName: Answer] = [:]
      for await (host, answer) in group { answers[host] = answer }
      return answers
    }
  }

  /// Runs one rollout on a thread of its own, because it blocks.
  private static func roll(
    _ wish: HostWish, awaiting awaited: Set<ImageName>, from store: ImageStore
  ) async -> Answer {
    await withCheckedContinuation { continuation in
      let hasStarted = WorkerThread.start {
        do throws(HostLinkError) {
          var rollout = try HostRollout(wish)
          let outcomes = try rollout.run(awaiting: awaited) { digest throws(HostLinkError) in
            do throws(ImageStoreError) {
              return try store.bytes(of: digest)
            } catch {
              throw HostLinkError(.system, error.description)
            }
          }
          continuation.resume(returning: .success(outcomes))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
      if !hasStarted {
        continuation.resume(
          returning: .failure(HostLinkError(.system, "the system gives no more threads")))
      }
    }
  }
}
