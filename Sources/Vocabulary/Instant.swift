/// A point in time in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Not called a date: it has no calendar but the one that RFC 3339 writes, always in UTC.
package struct Instant: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Milliseconds since 1970 in UTC, without leap seconds.
  package let milliseconds: Int64

  /// Makes an instant of milliseconds since 1970.
  package init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Reads `YYYY-MM-DDTHH:MM:SS[.fff]Z`, or returns `nil`: other offsets are refused, so that
  /// each instant has one text.
  package init?(_ text: String) {
    // Verifying a ledger reads several of each line: no string is made of a part of it.
    var text = text
    let read = text.withUTF8 { bytes in Self.milliseconds(in: bytes) }
    guard let read else { return nil }
    milliseconds = read
  }

  private static func milliseconds(in bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    let hasFraction = bytes.count == 24
    guard bytes.count == 20 || hasFraction, bytes[bytes.count - 1] == UInt8(ascii: "Z"),
      bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"), !hasFraction || bytes[19] == UInt8(ascii: ".")
    else { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      var number: Int64 = 0
      for index in range {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) else { return nil }
        number = number * 10 + Int64(bytes[index] - UInt8(ascii: "0"))
      }
      return number
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      let fraction = hasFraction ? number(20..<23) : 0,
      (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year),
      hour < 24, minute < 60, second < 60
    else { return nil }
    let days = Self.daysSince1970(year: year, month: month, day: day)
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + fraction
  }

  /// RFC 3339 in UTC: with milliseconds only where they are not zero.
  package var description: String {
    let (days, rest) = milliseconds.quotientRoundedDown(by: 86_400_000)
    let (year, month, day) = Self.calendar(daysSince1970: days)
    let fraction = rest % 1000
    let seconds = rest / 1000
    // As bytes: an answer to an auditor has tens of thousands of them.
    var text: [UInt8] = []
    text.reserveCapacity(24)
    func add(_ value: Int64, from scale: Int64, then end: UInt8) {
      var scale = scale
      while scale > 0 {
        text.append(UInt8(ascii: "0") + UInt8(value / scale % 10))
        scale /= 10
      }
      text.append(end)
    }
    if (0...9999).contains(year) {
      add(year, from: 1000, then: UInt8(ascii: "-"))
    } else {
      text += "\(year)-".utf8
    }
    add(month, from: 10, then: UInt8(ascii: "-"))
    add(day, from: 10, then: UInt8(ascii: "T"))
    add(seconds / 3600, from: 10, then: UInt8(ascii: ":"))
    add(seconds / 60 % 60, from: 10, then: UInt8(ascii: ":"))
    add(seconds % 60, from: 10, then: fraction == 0 ? UInt8(ascii: "Z") : UInt8(ascii: "."))
    if fraction != 0 { add(fraction, from: 100, then: UInt8(ascii: "Z")) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Orders by time.
  package static func < (left: Instant, right: Instant) -> Bool {
    left.milliseconds < right.milliseconds
  }
}

// MARK: - The proleptic Gregorian calendar

extension Instant {
  /// Counts the days of a month.
  package static func days(in month: Int64, of year: Int64) -> Int64 {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return switch month {
    case 2: isLeap ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Counts days with years that begin in March, so that the leap day comes last.
  package static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = shifted.quotientRoundedDown(by: 400)
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Names the day that is so many days after 1970-01-01.
  package static func calendar(
    daysSince1970: Int64
  ) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = (daysSince1970 + 719_468).quotientRoundedDown(by: 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

extension Int64 {
  /// Divides and rounds the quotient down, so that the remainder is never negative.
  package func quotientRoundedDown(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
