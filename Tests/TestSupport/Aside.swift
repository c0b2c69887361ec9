import Dispatch
import Foundation
import Synchronization

/// A place for work that holds its thread while it waits, as for a compiler or a fuzzer.
///
/// Swift's own threads are as many as processors. One that waits is lost to all other tests, and
/// with two gone nobody hears that a process has ended in time.
package enum Aside {
  private static let gate = Gate(places: ProcessInfo.processInfo.activeProcessorCount)

  /// Runs `body` on other threads than Swift's, beside as many others as there are processors.
  package static func run<Value: Sendable>(
    _ body: @concurrent @Sendable () async throws -> Value
  ) async throws -> Value {
    await gate.enter()
    defer { gate.leave() }
    return try await withTaskExecutorPreference(OwnThreads.shared, operation: body)
  }
}

/// Gives each piece of work between two suspensions a thread.
private final class OwnThreads: TaskExecutor {
  static let shared = OwnThreads()

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // A serial queue gets its thread at once, however many wait.
    DispatchQueue(label: "aside").async {
      job.runSynchronously(on: self.asUnownedTaskExecutor())
    }
  }
}

/// Lets in as many as there are places; others wait in turn.
private final class Gate: Sendable {
  private struct State {
    var places: Int
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>

  init(places: Int) { state = Mutex(State(places: places)) }

  func enter() async {
    await withCheckedContinuation { continuation in
      let isIn = state.withLock { state in
        if state.places == 0 {
          state.waiting.append(continuation)
          return false
        }
        state.places -= 1
        return true
      }
      if isIn { continuation.resume() }
    }
  }

  func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if state.waiting.isEmpty {
        state.places += 1
        return nil
      }
      return state.waiting.removeFirst()
    }
    next?.resume()
  }
}
