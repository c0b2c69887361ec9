/// How long to wait before another attempt: from a quarter of a second, doubling, to half a
/// minute.
struct Backoff {
  private(set) var milliseconds: Int?

  /// Waits longer after each attempt that left something to do, and only for movements after one
  /// that did not.
  mutating func note(isUnfinished: Bool) {
    milliseconds = isUnfinished ? min((milliseconds ?? 125) * 2, 30_000) : nil
  }
}
