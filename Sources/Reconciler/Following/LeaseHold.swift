import Synchronization
import Vocabulary

/// What this controller has of the lease: shared between what acts under it and what renews it.
final class LeaseHold: Sendable {
  /// A lease that was written.
  struct Held: Sendable {
    /// Its commit.
    let id: CommitID
    let term: Int
    /// Since when it counts: before it was sent, so that nobody else counts from earlier.
    let since: ContinuousClock.Instant
    let seconds: Int

    /// Until when nobody else takes it; a fifth of the time is left for what is under way.
    var end: ContinuousClock.Instant { since.advanced(by: .seconds(seconds) * 4 / 5) }
    /// When to renew it.
    var renewal: ContinuousClock.Instant { since.advanced(by: .seconds(seconds) / 3) }
  }

  private let state = Mutex<Held?>(nil)

  /// The lease, held or run out.
  var held: Held? {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }

  /// Whether this controller may act now.
  var isHeld: Bool { held.map { ContinuousClock.now < $0.end } ?? false }
}
