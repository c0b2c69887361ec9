import Policy
import TestSupport
import Testing
import Vocabulary

@Suite struct ScheduleTests {
  /// Europe/Paris in 2026: one hour forward on 29 March, one back on 25 October, both at 01:00 UTC.
  static let paris = ZoneRules(
    name: "Europe/Paris", offsetSeconds: 3600,
    transitions: [
      .init(at: at("2026-03-29T01:00:00Z"), offsetSeconds: 7200),
      .init(at: at("2026-10-25T01:00:00Z"), offsetSeconds: 3600),
    ])

  static func at(_ text: String) -> Instant {
    guard let instant = Instant(text) else { preconditionFailure("\(text) is no instant") }
    return instant
  }

  private func changes(
    _ cron: String, minutes: Int, _ zone: ZoneRules = paris, after start: String, count: Int
  ) throws -> [String] {
    let schedule = Schedule(cron: try CronExpression(cron), durationMinutes: minutes, zone: zone)
    var found: [String] = []
    var instant = Self.at(start)
    while found.count < count, let next = schedule.nextChange(after: instant) {
      found.append(next.description)
      instant = next
    }
    return found
  }

  @Test func `a skipped time fires at the end of the gap`() throws {
    #expect(
      try changes("30 2 * * *", minutes: 60, after: "2026-03-28T00:00:00Z", count: 6) == [
        "2026-03-28T01:30:00Z", "2026-03-28T02:30:00Z",
        "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z",
        "2026-03-30T00:30:00Z", "2026-03-30T01:30:00Z",
      ])
  }

  @Test func `a repeated time fires once, the first time`() throws {
    #expect(
      try changes("30 2 * * *", minutes: 10, after: "2026-10-24T12:00:00Z", count: 4) == [
        "2026-10-25T00:30:00Z", "2026-10-25T00:40:00Z",
        "2026-10-26T01:30:00Z", "2026-10-26T01:40:00Z",
      ])
  }

  @Test func `a window lasts its minutes, whatever clocks do meanwhile`() throws {
    #expect(
      try changes("0 1 29 3 *", minutes: 180, after: "2026-01-01T00:00:00Z", count: 2) == [
        "2026-03-29T00:00:00Z", "2026-03-29T03:00:00Z",
      ])
  }

  @Test func `windows that touch are one, and the longer night parts them`() throws {
    #expect(
      try changes("0 0 * * *", minutes: 1440, after: "2026-10-20T12:00:00Z", count: 2) == [
        "2026-10-25T22:00:00Z", "2026-10-25T23:00:00Z",
      ])
  }

  @Test func `windows that never part are followed for a year at a time`() throws {
    let schedule = Schedule(
      cron: try CronExpression("* * * * *"), durationMinutes: 1, zone: .utc)
    let start = Self.at("2026-01-01T00:00:30Z")
    let next = try #require(schedule.nextChange(after: start))
    #expect(next >= Instant(milliseconds: start.milliseconds + 365 * 86_400_000))
    #expect(schedule.isOpen(at: start) && schedule.isOpen(at: next))
  }

  @Test func `the leap day is found across a year without`() throws {
    #expect(
      try changes("0 0 29 2 *", minutes: 1, .utc, after: "2096-03-01T00:00:00Z", count: 1) == [
        "2104-02-29T00:00:00Z"
      ])
    // A Sunday: 2088 was the last of the century, 2128 the next but for the one without leap day.
    #expect(
      try changes("0 0 29 2 */7", minutes: 1, .utc, after: "2088-03-01T00:00:00Z", count: 1) == [
        "2128-02-29T00:00:00Z"
      ])
  }

  @Test func `days of the month and of the week are joined when both are restricted`() throws {
    #expect(
      try changes("0 0 13 * fri", minutes: 1, .utc, after: "2026-02-01T00:00:00Z", count: 9)
        .filter { $0.contains("T00:00") } == [
          "2026-02-06T00:00:00Z", "2026-02-13T00:00:00Z", "2026-02-20T00:00:00Z",
          "2026-02-27T00:00:00Z", "2026-03-06T00:00:00Z",
        ])
  }

  // MARK: - Against a reference

  @Test(arguments: Seeds.first(80))
  func `every change is where the reference has it`(seed: UInt64) throws {
    var random = RandomSchedule(seed: seed)
    let zone = random.zone()
    let (cron, fits) = random.cron()
    let duration = random.duration()
    let schedule = Schedule(cron: try CronExpression(cron), durationMinutes: duration, zone: zone)
    let reference = ReferenceSchedule(zone: zone, fits: fits, durationMinutes: duration)
    let described = "seed \(seed): \(cron) for \(duration) in \(zone)"
    // The reference knows nothing of windows that opened before its first minute.
    var minute = duration + 1
    while let want = reference.nextChange(after: minute) {
      let instant = reference.instant(minute)
      let next = schedule.nextChange(after: instant)
      #expect(next == reference.instant(want), "\(described): after \(instant)")
      guard next == reference.instant(want) else { return }
      minute = want
    }
    let last = schedule.nextChange(after: reference.instant(minute))
    #expect(last.map { $0 > reference.end } != false, "\(described): \(last as Any)")
    for _ in 0..<200 {
      let minute = random.minute(in: duration + 1..<reference.isOpen.count)
      let instant = reference.instant(minute)
      #expect(
        schedule.isOpen(at: instant) == reference.isOpen[minute], "\(described): at \(instant)")
    }
  }
}
