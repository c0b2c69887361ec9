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

  init(zone: ZoneRules, fits: (Local) -> Bool, durationMinutes: Int) {
    isOpen = [Bool](repeating: false, count: RandomSchedule.days * 1440)
    var shown: Set<Int> = []
    var before: Int?
    var dates: [Int: Local] = [:]
    for minute in isOpen.indices {
      let local = Self.localMinute(Self.instant(minute), zone)
      // Clocks that jump forward pass over the minutes between; those fire now.
      let passed = before.map { $0 + 1 <= local ? Array($0 + 1...local) : [local] } ?? [local]
      before = local
      let fires = passed.filter { shown.insert($0).inserted }.contains { minute in
        let date = dates[minute / 1440] ?? Self.date(minute / 1440)
        dates[minute / 1440] = date
        return fits(date.at(minute % 1440))
      }
      guard fires else { continue }
      for open in minute..<min(minute + durationMinutes, isOpen.count) { isOpen[open] = true }
    }
  }

  static func instant(_ minute: Int) -> Instant {
    Instant(milliseconds: RandomSchedule.start.milliseconds + Int64(minute) * 60_000)
  }

  func instant(_ minute: Int) -> Instant { Self.instant(minute) }

  var end: Instant { instant(isOpen.count - 1) }

  /// The next minute of these weeks that is not like `minute`.
  func nextChange(after minute: Int) -> Int? {
    isOpen[minute...].firstIndex { $0 != isOpen[minute] }
  }

  /// Minutes since 1970 on the clocks of a zone.
  private static func localMinute(_ instant: Instant, _ zone: ZoneRules) -> Int {
    let offset = zone.transitions.last { $0.at <= instant }?.offsetSeconds ?? zone.offsetSeconds
    return Int(instant.milliseconds / 60_000) + offset / 60
  }

  /// Midnight of a day, by way of the text of an instant: `YYYY-MM-DDTHH:MM:SSZ`.
  private static func date(_ day: Int) -> Local {
    let text = Instant(milliseconds: Int64(day) * 86_400_000).description
    func number(_ from: Int) -> Int { Int(text.dropFirst(from).prefix(2)) ?? 0 }
    return Local(month: number(5), day: number(8), weekday: (day + 4) % 7, hour: 0, minute: 0)
  }
}

extension ReferenceSchedule.Local {
  fileprivate func at(_ minute: Int) -> Self {
    Self(month: month, day: day, weekday: weekday, hour: minute / 60, minute: minute % 60)
  }
}
