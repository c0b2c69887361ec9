import Glibc

/// Times what happens, in milliseconds.
struct Stopwatch {
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant

  init() { start = clock.now }

  var milliseconds: Double {
    let duration = clock.now - start
    return Double(duration.components.seconds) * 1e3
      + Double(duration.components.attoseconds) / 1e15
  }

  /// The same moment in every process, in microseconds.
  static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
  }

  /// Asks again and again, every millisecond, until the answer is yes; returns the time it took.
  func until(
    atMost limit: Double = 60_000, _ what: String, _ question: () throws -> Bool
  ) async throws -> Double {
    while try !question() {
      guard milliseconds < limit else { throw Failure("\(what) did not happen in time") }
      try await Task.sleep(for: .milliseconds(1))
    }
    return milliseconds
  }
}
