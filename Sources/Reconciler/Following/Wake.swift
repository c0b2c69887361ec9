import Synchronization

/// A wait that others can end.
package final class Wake: Sendable {
  private struct State: ~Copyable {
    var isPoked = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  /// Makes a wait that nobody has ended yet.
  package init() {}

  /// Ends the wait that goes on, or the next one.
  package func poke() {
    let waiter = state.withLock { state in
      state.isPoked = state.waiter == nil
      return state.waiter.take()
    }
    waiter?.resume()
  }

  /// Waits for a poke, or until the time is over.
  func wait(atMost duration: Duration) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        do { try await Task.sleep(for: duration) } catch { return }
        self.poke()
      }
      await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
        let isPoked = state.withLock { state in
          if !state.isPoked { state.waiter = waiter }
          return state.isPoked
        }
        if isPoked { waiter.resume() }
      }
      state.withLock { $0.isPoked = false }
      group.cancelAll()
    }
  }
}
