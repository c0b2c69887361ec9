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
