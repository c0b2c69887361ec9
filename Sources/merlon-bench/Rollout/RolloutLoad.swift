import Glibc
import HostLink
import Synchronization

/// Clients that ask instances in turn: half of them with a connection for each question, half with
/// one that they keep to each instance.
final class RolloutLoad: Sendable {
  /// What the clients have seen.
  struct Tally {
    var asked = 0
    var refused = 0
    var reset = 0
    var failed = 0
    /// Kept connections that the server has ended, and said so.
    var ended = 0
    fileprivate var running = 0
    fileprivate var isOver = false

    /// Questions without an answer.
    var unanswered: Int { refused + reset + failed }
  }

  private let tally = Mutex(Tally())

  /// Starts to ask.
  init(on endpoints: [Endpoint], threads: Int) {
    tally.withLock { $0.running = threads }
    for number in 0..<threads {
      WorkerThread.start {
        self.ask(endpoints, from: number * endpoints.count / threads, keepsAlive: number % 2 == 1)
      }
    }
  }

  /// Ends the clients and tells what they saw.
  func end() -> Tally {
    tally.withLock { $0.isOver = true }
    while tally.withLock(\.running) > 0 { usleep(1000) }
    return tally.withLock { $0 }
  }

  /// Each question of one that keeps connections goes to the instance it has asked longest ago: all
  /// connections are idle for a while, as those of people are.
  private func ask(_ endpoints: [Endpoint], from start: Int, keepsAlive: Bool) {
    var next = start
    // As values that cannot be copied, clients stay in their places.
    let clients = UnsafeMutableBufferPointer<RolloutClient>.allocate(capacity: endpoints.count)
    for (place, endpoint) in endpoints.enumerated() {
      clients.initializeElement(
        at: place, to: RolloutClient(of: endpoint, keepsAlive: keepsAlive))
    }
    defer {
      clients.deinitialize()
      clients.deallocate()
    }
    while !tally.withLock(\.isOver) {
      let outcome = clients[next % endpoints.count].ask()
      next += 1
      tally.withLock { $0.take(outcome) }
    }
    tally.withLock { $0.running -= 1 }
  }
}

extension RolloutLoad.Tally {
  fileprivate mutating func take(_ outcome: RolloutClient.Outcome) {
    asked += 1
    switch outcome {
    case .answered: break
    case .ended: ended += 1
    case .refused: refused += 1
    case .reset: reset += 1
    case .failed: failed += 1
    }
  }
}
