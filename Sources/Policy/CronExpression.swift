/// When something recurs: minute, hour, day of the month, month and day of the week, as crontab(5)
/// writes them.
package struct CronExpression: Hashable, Sendable, CustomStringConvertible {
  /// Minutes, 0–59.
  package let minutes: Set<Int>
  /// Hours, 0–23.
  package let hours: Set<Int>
  /// Days of the month, 1–31.
  package let days: Set<Int>
  /// Months, 1–12.
  package let months: Set<Int>
  /// Days of the week, 0–6, Sunday being 0.
  package let weekdays: Set<Int>
  /// The five fields as they were written.
  package let description: String
}
