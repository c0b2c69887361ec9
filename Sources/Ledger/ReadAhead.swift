import Dispatch
import Synchronization

/// A value that other threads make while this one does something else.
package final class Ahead<Value: Sendable>: Sendable {
  private let made = Mutex<Value?>(nil)
  private let isMade = DispatchSemaphore(value: 0)

  /// Begins to make it.
  package init(_ make: @escaping @Sendable () -> Value) {
    DispatchQueue.global(qos: .userInitiated).async {
      let value = make()
      self.made.withLock { $0 = value }
      self.isMade.signal()
    }
  }

  /// Waits until it is made, and gives it away: to be called once.
  package func take() -> Value {
    isMade.wait()
    return made.withLock { made in
      guard let value = made.take() else { preconditionFailure("it was taken before") }
      return value
    }
  }
}

/// As many values as are read before they are taken.
private let windowCount = 1024

/// Reads the values with the numbers below `count` in pieces on every core, and takes them in their
/// order on this one, which is done with one window while the next one is read.
package func readAhead<Value: Sendable, Failure>(
  _ count: Int, reading: @escaping @Sendable (Range<Int>) -> [Value],
  taking: (Int, Value) throws(Failure) -> Void
) throws(Failure) {
  func window(from start: Int) -> Ahead<[Value]> {
    Ahead {
      inParallel(max(0, min(windowCount, count - start))) { piece in
        reading(start + piece.lowerBound..<start + piece.upperBound)
      }
    }
  }
  var ahead = window(from: 0)
  for start in stride(from: 0, to: count, by: windowCount) {
    let values = ahead.take()
    ahead = window(from: start + windowCount)
    for (number, value) in values.enumerated() { try taking(start + number, value) }
  }
}
