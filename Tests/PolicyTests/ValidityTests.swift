import Policy
import TestSupport
import Testing
import Vocabulary

@Suite struct ValidityTests {
  private let early = ScheduleTests.at("2026-05-01T00:00:00Z")
  private let late = ScheduleTests.at("2026-05-03T12:00:00Z")

  private func nightly() throws -> Schedule {
    Schedule(cron: try CronExpression("0 22 * * *"), durationMinutes: 240, zone: .utc)
  }

  private func changes(of validity: Validity, after start: Instant) -> [String] {
    var found: [String] = []
    var instant = start
    while found.count < 20, let next = validity.nextChange(after: instant) {
      found.append("\(next) \(validity.holds(at: next))")
      instant = next
    }
    return found
  }

  @Test func `the empty one holds always`() {
    #expect(Validity().holds(at: early))
    #expect(Validity().nextChange(after: early) == nil)
  }

  @Test func `it holds from the first instant and not at the last`() {
    let validity = Validity(notBefore: early, notAfter: late)
    #expect(
      changes(of: validity, after: Instant(milliseconds: 0)) == [
        "2026-05-01T00:00:00Z true", "2026-05-03T12:00:00Z false",
      ])
  }

  @Test func `windows are cut at both ends`() throws {
    let validity = Validity(notBefore: early, notAfter: late, schedule: try nightly())
    #expect(
      changes(of: validity, after: Instant(milliseconds: 0)) == [
        "2026-05-01T00:00:00Z true", "2026-05-01T02:00:00Z false",
        "2026-05-01T22:00:00Z true", "2026-05-02T02:00:00Z false",
        "2026-05-02T22:00:00Z true", "2026-05-03T02:00:00Z false",
      ])
  }

  @Test func `a window that is open at the end closes there`() throws {
    let validity = Validity(
      notAfter: ScheduleTests.at("2026-05-02T23:30:00Z"), schedule: try nightly())
    #expect(
      changes(of: validity, after: late) == [])
    #expect(
      changes(of: validity, after: ScheduleTests.at("2026-05-02T12:00:00Z")) == [
        "2026-05-02T22:00:00Z true", "2026-05-02T23:30:00Z false",
      ])
  }

  @Test func `an empty interval never holds`() throws {
    for schedule in [nil, try nightly()] {
      let validity = Validity(notBefore: late, notAfter: early, schedule: schedule)
      #expect(changes(of: validity, after: Instant(milliseconds: 0)) == [])
    }
  }

  @Test(arguments: Seeds.first(200))
  func `between two changes it never differs`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func pick() -> Instant {
      Instant(
        milliseconds: early.milliseconds + Int64.random(in: 0...259_200, using: &random) * 1000)
    }
    let validity = Validity(
      notBefore: Bool.random(using: &random) ? pick() : nil,
      notAfter: Bool.random(using: &random) ? pick() : nil,
      schedule: Bool.random(using: &random) ? try nightly() : nil)
    let (first, second) = (pick(), pick())
    let (start, end) = (min(first, second), max(first, second))
    if validity.nextChange(after: start).map({ $0 > end }) != false {
      #expect(validity.holds(at: start) == validity.holds(at: end), "seed \(seed)")
    }
    if let next = validity.nextChange(after: start) {
      #expect(next > start, "seed \(seed)")
      #expect(validity.holds(at: next) != validity.holds(at: start), "seed \(seed)")
    }
  }
}
