import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct AsideTests {
  /// Everybody waits at once, and somebody who is not aside lets them go.
  private final class Meeting: Sendable {
    private let end = DispatchSemaphore(value: 0)
    private let inside = Mutex(0)

    var count: Int { inside.withLock { $0 } }

    /// Whether it was let go, and did not wait in vain.
    func wait() -> Bool {
      inside.withLock { $0 += 1 }
      return end.wait(timeout: .now() + 60) == .success
    }

    func letGo() { end.signal() }
  }

  @Test func `who waits aside holds no thread of Swift's`() async throws {
    let meeting = Meeting()
    let places = ProcessInfo.processInfo.activeProcessorCount
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<places { group.addTask { try await Aside.run { meeting.wait() } } }
      group.addTask {
        while meeting.count < places { try await Task.sleep(for: .milliseconds(1)) }
        for _ in 0..<places { meeting.letGo() }
        return true
      }
      for try await wasLetGo in group { #expect(wasLetGo) }
    }
  }

  private final class Count: Sendable {
    private let value = Mutex(0)

    func change(by difference: Int) -> Int {
      value.withLock { value in
        value += difference
        return value
      }
    }
  }

  @Test func `no more run aside than there are processors`() async throws {
    let places = ProcessInfo.processInfo.activeProcessorCount
    let count = Count()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<(4 * places) {
        group.addTask {
          try await Aside.run {
            #expect(count.change(by: 1) <= places)
            try await Task.sleep(for: .milliseconds(5))
            _ = count.change(by: -1)
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
