import Dispatch
import Synchronization

/// Works on the numbers below `count` in pieces on every core, and returns the results in order.
///
/// Pieces are small where there are few: one of them may hold most of the work.
package func inParallel<Value: Sendable>(
  _ count: Int, _ body: @Sendable (Range<Int>) -> [Value]
) -> [Value] {
  let piece = max(1, min(64, count / 16))
  let pieces = (count + piece - 1) / piece
  guard pieces > 1 else { return count > 0 ? body(0..<count) : [] }
  let results = Mutex([[Value]](repeating: [], count: pieces))
  DispatchQueue.concurrentPerform(iterations: pieces) { index in
    let result = body(index * piece..<min(count, (index + 1) * piece))
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0.flatMap(\.self) }
}
