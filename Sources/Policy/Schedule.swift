package import Vocabulary

/// Recurring windows: each opens when a cron expression says, and stays open for a while.
///
/// The terms of Argo CD's sync windows: `schedule`, `duration`, `timeZone`.
package struct Schedule: Hashable, Sendable {
  /// When windows open, in the zone's local time.
  package let cron: CronExpression
  /// How long each stays open, in minutes.
  package let durationMinutes: Int
  /// Whose local time it is.
  package let zone: ZoneRules

  /// Makes a schedule.
  package init(cron: CronExpression, durationMinutes: Int, zone: ZoneRules) {
    self.cron = cron
    self.durationMinutes = durationMinutes
    self.zone = zone
  }
}

// MARK: - Time

extension Schedule {
  /// Tells whether a window is open: from each firing on, for as long as windows last.
  package func isOpen(at instant: Instant) -> Bool {
    firing(after: instant - duration).map { $0.instant <= instant } == true
  }

  /// The first instant after the given one at which a window opens or the last open one closes, or
  /// `nil` if none ever does.
  ///
  /// Windows that overlap or touch are one. Where they join for longer than
  /// `Limits.scheduleRunDaysMax`, an instant after that time at which a window is still open.
  package func nextChange(after instant: Instant) -> Instant? {
    guard let first = firing(after: instant - duration), first.instant <= instant else {
      return firing(after: instant)?.instant
    }
    let minutes = cron.minutesOfDay
    let gap = zip(minutes, minutes.dropFirst()).map { $1 - $0 }.max() ?? 0
    var last = first.instant
    while let next = firing(after: last), next.instant <= last + duration,
      last < instant + Int64(Limits.scheduleRunDaysMax) * 86_400_000
    {
      last = next.instant
      if gap <= durationMinutes, let end = lastOfSteadyDay(next.moment, minutes) { last = end }
    }
    return last + duration
  }

  private var duration: Int64 { Int64(durationMinutes) * 60_000 }

  /// When windows open: the first such instant after `instant`, with the local time that fits.
  private func firing(after instant: Instant) -> (moment: CronExpression.Moment, instant: Instant)?
  {
    cron.next(after: zone.latestLocal(through: instant)).map {
      ($0, zone.instant(ofLocal: $0.milliseconds))
    }
  }

  /// The last firing of the day that `moment` begins, if clocks are not changed on that day.
  private func lastOfSteadyDay(
    _ moment: CronExpression.Moment, _ minutes: [Int]
  ) -> Instant? {
    guard moment.minute == minutes.first, let last = minutes.last else { return nil }
    let start = zone.instant(ofLocal: moment.milliseconds)
    let end = zone.instant(
      ofLocal: CronExpression.Moment(day: moment.day, minute: last).milliseconds)
    return zone.isSteady(from: start, through: end) ? end : nil
  }
}

extension Instant {
  fileprivate static func + (instant: Instant, milliseconds: Int64) -> Instant {
    Instant(milliseconds: instant.milliseconds + milliseconds)
  }

  fileprivate static func - (instant: Instant, milliseconds: Int64) -> Instant {
    Instant(milliseconds: instant.milliseconds - milliseconds)
  }
}
