import Synchronization

/// Lets one thread at a time through, so that what is checked is still so when it is done.
final class WishLine: Sendable {
  private let turn = Mutex(())

  /// Runs `body` when nobody else does.
  func inTurn<Failure: Error>(_ body: () throws(Failure) -> Void) throws(Failure) {
    try turn.withLock { _ throws(Failure) in try body() }
  }
}
