import Vocabulary

/// When something recurs: minute, hour, day of the month, month and day of the week, as crontab(5)
/// writes them.
///
/// A day fits when its day of the month and its day of the week fit; when both fields are
/// restricted, that is when neither begins with `*`, one of the two is enough.
package struct CronExpression: Hashable, Sendable, CustomStringConvertible {
  private let minutes: CronField
  private let hours: CronField
  private let days: CronField
  private let months: CronField
  private let weekdays: CronField
  /// The five fields as they were written.
  package let description: String

  /// Reads five fields, each `*`, a number, a name (months and days of the week), a range, a step
  /// of one of these two, or a list of them; 7 is Sunday too.
  ///
  /// - Throws: `CronError` for anything else, and for what never happens, such as 30 February.
  package init(_ text: String) throws(CronError) {
    let fields = text.split { $0 == " " || $0 == "\t" }
    guard fields.count == 5 else {
      throw CronError(
        reason: "a cron expression has five fields, and this has \(fields.count)",
        hint: "write minute, hour, day of the month, month and day of the week: `0 22 * * mon-fri`")
    }
    minutes = try CronField(fields[0], .minute)
    hours = try CronField(fields[1], .hour)
    days = try CronField(fields[2], .day)
    months = try CronField(fields[3], .month)
    weekdays = try CronField(fields[4], .weekday)
    description = text
    guard canFire else {
      throw CronError(reason: "`\(text)` never happens: no such month has such a day", hint: nil)
    }
  }

  /// Whether a day that fits one of the two fields is enough.
  private var isEither: Bool { days.isRestricted && weekdays.isRestricted }

  /// Tells whether there is a day that fits; the leap day counts.
  private var canFire: Bool {
    isEither
      || (1...12).contains { month in
        months.contains(month)
          && days.first(from: 1).map { $0 <= Instant.days(in: Int64(month), of: 2000) } == true
      }
  }
}

// MARK: - Time

extension CronExpression {
  /// One minute of local time.
  struct Moment: Comparable {
    /// Days since 1970-01-01.
    var day: Int64
    /// Minutes since midnight.
    var minute: Int

    /// Milliseconds since 1970-01-01T00:00 of the same local time.
    var milliseconds: Int64 { day * 86_400_000 + Int64(minute) * 60_000 }

    static func < (left: Self, right: Self) -> Bool {
      (left.day, left.minute) < (right.day, right.minute)
    }
  }

  /// The first minute that fits and begins after `milliseconds` of local time, or `nil` if there is
  /// none within `Limits.scheduleYearsMax`.
  ///
  /// - Complexity: O(1) for each month that does not fit and each day of those that do.
  func next(after milliseconds: Int64) -> Moment? {
    let (day, rest) = milliseconds.quotientRoundedDown(by: 86_400_000)
    if fits(day), let minute = firstMinute(from: Int(rest / 60_000) + 1) {
      return Moment(day: day, minute: minute)
    }
    guard let day = nextDay(after: day), let minute = firstMinute(from: 0) else { return nil }
    return Moment(day: day, minute: minute)
  }

  /// The first day that fits and comes after `day`.
  func nextDay(after day: Int64) -> Int64? {
    var day = day + 1
    let end = day + Int64(Limits.scheduleYearsMax) * 366
    while day < end {
      let date = Instant.calendar(daysSince1970: day)
      let length = Instant.days(in: date.month, of: date.year)
      guard months.contains(Int(date.month)) else {
        day += length - date.day + 1
        continue
      }
      for number in date.day...length {
        if fits(day, number: Int(number)) { return day }
        day += 1
      }
    }
    return nil
  }

  /// The minutes of a day that fits, from midnight on.
  var minutesOfDay: [Int] {
    var found: [Int] = []
    var from = 0
    while let minute = firstMinute(from: from) {
      found.append(minute)
      from = minute + 1
    }
    return found
  }

  private func fits(_ day: Int64) -> Bool {
    let date = Instant.calendar(daysSince1970: day)
    return months.contains(Int(date.month)) && fits(day, number: Int(date.day))
  }

  /// Tells whether a day fits whose month does.
  private func fits(_ day: Int64, number: Int) -> Bool {
    // 1970-01-01 was a Thursday.
    let weekday = Int((day + 4).quotientRoundedDown(by: 7).remainder)
    let (left, right) = (days.contains(number), weekdays.contains(weekday))
    return isEither ? left || right : left && right
  }

  /// The first minute of a fitting day that is not before `minute`.
  private func firstMinute(from minute: Int) -> Int? {
    guard minute < 24 * 60, let hour = hours.first(from: minute / 60) else { return nil }
    if hour == minute / 60, let found = minutes.first(from: minute % 60) {
      return hour * 60 + found
    }
    let later = hour == minute / 60 ? hours.first(from: hour + 1) : hour
    guard let later, let found = minutes.first(from: 0) else { return nil }
    return later * 60 + found
  }
}
