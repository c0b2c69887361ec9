import Glibc
import Vocabulary

/// The two clocks of the system.
enum Clock {
  /// Milliseconds that only ever grow; for time limits.
  static var monotonic: Int { read(CLOCK_MONOTONIC) }

  /// The time of day, for people and for validity.
  static var wall: Instant { Instant(milliseconds: Int64(read(CLOCK_REALTIME))) }

  private static func read(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}
