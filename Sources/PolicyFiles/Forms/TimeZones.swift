import Foundation
import Policy
import Synchronization
import Vocabulary

/// The time zones that the system knows.
enum TimeZones {
  /// The years whose changes of the offset are looked up: documents older than the first are
  /// judged by its offset, and who plans beyond the last must be content with guesses anyway.
  static let years = (first: "2020-01-01T00:00:00Z", last: "2071-01-01T00:00:00Z")

  private static let known = Mutex<[String: ZoneRules]>([:])
  private static let names =
    TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") } + [ZoneRules.utc.name]

  /// The rules of a zone, or `nil` if there is none of that name.
  static func rules(_ name: String) -> ZoneRules? {
    if name == ZoneRules.utc.name { return .utc }
    // Foundation lists one of several names for a zone (Asia/Calcutta, not Asia/Kolkata) and takes
    // all of them; without a slash it would also take abbreviations and offsets.
    guard name.contains("/") else { return nil }
    return known.withLock { known in
      if let rules = known[name] { return rules }
      let rules = lookedUp(name)
      known[name] = rules
      return rules
    }
  }

  /// Asks `did you mean …?` with the likely zone.
  static func suggestion(for name: String) -> String? {
    let city = "/" + name.split(separator: "/").joined(separator: "_")
    return Spelling.suggestion(for: name, among: names)
      ?? names.filter { $0.lowercased().hasSuffix(city.lowercased()) }.min()
      .map { "did you mean \($0)?" }
  }

  private static func lookedUp(_ name: String) -> ZoneRules? {
    guard let zone = TimeZone(identifier: name), let first = Instant(years.first),
      let last = Instant(years.last)
    else { return nil }
    var transitions: [ZoneRules.Transition] = []
    let start = date(first)
    var offset = zone.secondsFromGMT(for: start)
    var date = start
    while let next = zone.nextDaylightSavingTimeTransition(after: date), next > date,
      next < self.date(last)
    {
      let following = zone.secondsFromGMT(for: next)
      if following != offset {
        let instant = Instant(milliseconds: Int64(next.timeIntervalSince1970) * 1000)
        transitions.append(ZoneRules.Transition(at: instant, offsetSeconds: following))
      }
      (date, offset) = (next, following)
    }
    return ZoneRules(
      name: name, offsetSeconds: zone.secondsFromGMT(for: start), transitions: transitions)
  }

  private static func date(_ instant: Instant) -> Date {
    Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
  }
}
