import Synchronization

/// A wait that others can end.
package final class Wake: Sendable {
  private struct State: ~Copyable {
    /// Whether somebody poked, and nobody has waited since.
    var isPoked = false
    var waiter: CheckedContinuation<Bool, Never>?
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
    waiter?.resume(returning: true)
  }

  /// Waits for a poke, or until the time is over.
  ///
  /// - Returns: Whether somebody poked: none is lost, whatever else ends the wait.
  func wait(atMost duration: Duration) async -> Bool {
    await withTaskGroup(of: Void.self) { group in
      let isPoked = await withCheckedContinuation { waiter in
        let isPoked = state.withLock { state in
          if !state.isPoked { state.waiter = waiter }
          defer { state.isPoked = false }
          return state.isPoked
        }
        if isPoked { return waiter.resume(returning: true) }
        group.addTask {
          do { try await Task.sleep(for: duration) } catch { return }
          self.state.withLock { $0.waiter.take() }?.resume(returning: false)
        }
      }
      group.cancelAll()
      return isPoked
    }
  }
}
