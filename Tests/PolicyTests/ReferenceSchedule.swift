import Policy
import Vocabulary

/// The rules for schedules in their simplest form: each minute of some weeks is looked at.
struct ReferenceSchedule {
  /// A minute of local time, as a calendar shows it.
  struct Local {
    let month: Int
    let day: Int
    let weekday: Int
    let hour: Int
    let minute: Int
  }

  private(set) var isOpen: [Bool]

  init(zone: ZoneRules, fits: (Local) -> Bool, durationMinutes: Int, days: Int) {
    isOpen = [Bool](repeating: false, count: days * 1440)
    var shown: Set<Int> = []
    var before: Int?
    for minute in isOpen.indices {
      let local = Self.localMinute(Self.instant(minute), zone)
      // Clocks that jump forward pass over the minutes between; those fire now.
      let passed = before.map { $0 + 1 <= local ? Array($0 + 1...local) : [local] } ?? [local]
      before = local
      let fires = passed.filter { shown.insert($0).inserted }.contains { fits(Self.local($0)) }
      guard fires else { continue }
      for open in minute..<min(minute + durationMinutes, isOpen.count) { isOpen[open] = true }
    }
  }

  static func instant(_ minute: Int) -> Instant {
    Instant(milliseconds: RandomSchedule.start.milliseconds + Int64(minute) * 60_000)
  }

  func instant(_ minute: Int) -> Instant { Self.instant(minute) }

  var end: Instant { instant(isOpen.count - 1) }

  /// The next change within the weeks.
  func nextChange(after minute: Int) -> Instant? {
    isOpen[minute...].firstIndex { $0 != isOpen[minute] }.map(instant)
  }

  /// Minutes since 1970 on the clocks of a zone.
  private static func localMinute(_ instant: Instant, _ zone: ZoneRules) -> Int {
    let offset = zone.transitions.last { $0.at <= instant }?.offsetSeconds ?? zone.offsetSeconds
    return Int(instant.milliseconds / 60_000) + offset / 60
  }

  private static func local(_ minute: Int) -> Local {
    // Text is what `Instant` is tested for: `YYYY-MM-DDTHH:MM:SSZ`.
    let text = Instant(milliseconds: Int64(minute) * 60_000).description
    func number(_ from: Int) -> Int { Int(text.dropFirst(from).prefix(2)) ?? 0 }
    return Local(
      month: number(5), day: number(8), weekday: (minute / 1440 + 4) % 7, hour: number(11),
      minute: number(14))
  }
}
