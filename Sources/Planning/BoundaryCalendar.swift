import HashTreeCollections
import Policy
import Vocabulary

/// When the next thing happens that only the clock decides: a validity begins, ends or is renewed.
struct BoundaryCalendar: Sendable {
  private static let bucketMilliseconds: Int64 = 60_000

  private var times: TreeDictionary<DocumentKey, Instant> = [:]
  /// The documents of each minute, so that the next ones are found without looking at all.
  private var buckets: TreeDictionary<Int64, TreeSet<DocumentKey>> = [:]
  /// The minutes that have documents, in order.
  private var minutes: [Int64] = []

  /// Notes when something happens to a document next; `nil` for never.
  ///
  /// - Complexity: O(log n), and O(minutes with boundaries) for the first and last of a minute.
  mutating func set(_ time: Instant?, for key: DocumentKey) {
    guard times[key] != time else { return }
    if let old = times[key] { remove(key, at: old) }
    times[key] = time
    guard let time else { return }
    let minute = Self.minute(of: time)
    if buckets[minute] == nil { minutes.insert(minute, at: place(of: minute)) }
    buckets[minute, default: []].insert(key)
  }

  /// The first boundary.
  var next: Instant? {
    minutes.first.flatMap { buckets[$0]?.compactMap { times[$0] }.min() }
  }

  /// The documents to which something happens at `time` or before.
  func due(at time: Instant) -> [DocumentKey] {
    minutes.prefix { $0 <= Self.minute(of: time) }.flatMap { minute in
      (buckets[minute] ?? []).filter { key in times[key].map { $0 <= time } == true }
    }
  }

  private mutating func remove(_ key: DocumentKey, at time: Instant) {
    let minute = Self.minute(of: time)
    buckets[minute]?.remove(key)
    guard buckets[minute]?.isEmpty == true else { return }
    buckets[minute] = nil
    let place = place(of: minute)
    if place < minutes.count, minutes[place] == minute { minutes.remove(at: place) }
  }

  /// Where a minute is, or would be, in the order.
  private func place(of minute: Int64) -> Int {
    var range = 0..<minutes.count
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      if minutes[middle] < minute {
        range = middle + 1..<range.upperBound
      } else {
        range = range.lowerBound..<middle
      }
    }
    return range.lowerBound
  }

  private static func minute(of time: Instant) -> Int64 {
    time.milliseconds / bucketMilliseconds - (time.milliseconds % bucketMilliseconds < 0 ? 1 : 0)
  }
}
