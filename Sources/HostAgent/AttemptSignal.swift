import Synchronization

/// Tells the thread that works for an attempt that the attempt is over.
final class AttemptSignal: Sendable {
  private let over = Atomic<Bool>(false)

  /// Whether it is over.
  var isOver: Bool { over.load(ordering: .relaxed) }

  /// Ends it.
  func end() { over.store(true, ordering: .relaxed) }
}
