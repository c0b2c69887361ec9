import Foundation

/// The seeds that property tests run with.
package enum Seeds {
  /// `count` seeds from 1, or the one in `MERLON_TEST_SEED`; `MERLON_TEST_SEEDS` multiplies the
  /// count for a long run by hand.
  package static func first(_ count: Int) -> [UInt64] {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["MERLON_TEST_SEED"].flatMap(UInt64.init) { return [seed] }
    let factor = environment["MERLON_TEST_SEEDS"].flatMap(Int.init) ?? 1
    return (0..<UInt64(count * max(1, factor))).map { $0 + 1 }
  }
}
