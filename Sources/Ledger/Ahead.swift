import Dispatch
import Synchronization

/// A value that other threads make while this one does something else.
final class Ahead<Value: Sendable>: Sendable {
  private let made = Mutex<Value?>(nil)
  private let isMade = DispatchSemaphore(value: 0)

  /// Begins to make it.
  init(_ make: @escaping @Sendable () -> Value) {
    DispatchQueue.global(qos: .userInitiated).async {
      let value = make()
      self.made.withLock { $0 = value }
      self.isMade.signal()
    }
  }

  /// Waits until it is made, and gives it away: to be called once.
  func take() -> Value {
    isMade.wait()
    return made.withLock { made in
      guard let value = made.take() else { preconditionFailure("it was taken before") }
      return value
    }
  }
}
