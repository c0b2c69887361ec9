import Glibc
import HostLink
import Synchronization

/// Clients that ask instances in turn, each question on a connection of its own.
final class RolloutLoad: Sendable {
  /// What the clients have seen.
  struct Tally {
    var asked = 0
    var failed = 0
    fileprivate var running = 0
    fileprivate var isOver = false
  }

  private let tally = Mutex(Tally())

  /// Starts to ask.
  init(on ports: [Int], threads: Int) {
    tally.withLock { $0.running = threads }
    for number in 0..<threads {
      WorkerThread.start { self.ask(ports, from: number * ports.count / threads) }
    }
  }

  /// Ends the clients and tells what they saw.
  func end() -> Tally {
    tally.withLock { $0.isOver = true }
    while tally.withLock(\.running) > 0 { usleep(1000) }
    return tally.withLock { $0 }
  }

  private func ask(_ ports: [Int], from start: Int) {
    var next = start
    while !tally.withLock(\.isOver) {
      let port = ports[next % ports.count]
      next += 1
      let answer = HTTPQuestion(port: port, path: "/", patienceSeconds: 10).ask()
      tally.withLock { tally in
        tally.asked += 1
        if answer?.contains(" 200 ") != true { tally.failed += 1 }
      }
    }
    tally.withLock { $0.running -= 1 }
  }
}
