import Policy
import TestSupport
import Vocabulary

/// Random zones and cron expressions over some weeks of 2026.
struct RandomSchedule {
  static let days = 12
  static let start = Instant(milliseconds: 1_772_323_200_000)

  private var generator: SplitMix64

  init(seed: UInt64) { generator = SplitMix64(seed: seed) }

  /// A zone with up to four transitions, days apart, forward or back by up to two hours.
  mutating func zone() -> ZoneRules {
    var offset = Int.random(in: -48...56, using: &generator) * 900
    let first = offset
    var transitions: [ZoneRules.Transition] = []
    var day = 0
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      day += Int.random(in: 1...4, using: &generator)
      offset += [-7200, -3600, -1800, 1800, 3600, 7200].randomElement(using: &generator) ?? 0
      let quarter = Int.random(in: 0..<96, using: &generator)
      transitions.append(
        .init(
          at: Instant(
            milliseconds: Self.start.milliseconds + Int64(day * 96 + quarter) * 900_000),
          offsetSeconds: offset))
    }
    return ZoneRules(name: "Test/Zone", offsetSeconds: first, transitions: transitions)
  }

  /// An expression and, decided apart from it, whether a local minute fits.
  mutating func cron() -> (String, (ReferenceSchedule.Local) -> Bool) {
    let minutes = field(0...59, names: [])
    let hours = field(0...23, names: [])
    let days = field(1...31, names: [])
    // March and April are the ones that count here.
    let months = field(1...12, names: ["mar", "apr", "3-4"])
    let weekdays = field(0...6, names: ["mon-fri", "sat,sun", "7", "fri-tue"])
    let either = !days.text.hasPrefix("*") && !weekdays.text.hasPrefix("*")
    let text = [minutes, hours, days, months, weekdays].map(\.text).joined(separator: " ")
    let isImpossible = (try? CronExpression(text)) == nil
    return isImpossible
      ? ("0 0 * * *", { $0.minute == 0 && $0.hour == 0 })
      : (
        text,
        { local in
          let (day, weekday) = (days.has(local.day), weekdays.has(local.weekday))
          return minutes.has(local.minute) && hours.has(local.hour) && months.has(local.month)
            && (either ? day || weekday : day && weekday)
        }
      )
  }

  mutating func duration() -> Int {
    [1, 7, 60, 90, 480, 1440, 1500].randomElement(using: &generator) ?? 1
  }

  mutating func minute(in range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }

  private mutating func field(
    _ bounds: ClosedRange<Int>, names: [String]
  ) -> (text: String, has: @Sendable (Int) -> Bool) {
    let low = Int.random(in: bounds, using: &generator)
    let high = Int.random(in: low...bounds.upperBound, using: &generator)
    let step = Int.random(in: 1...20, using: &generator)
    switch Int.random(in: 0..<(names.isEmpty ? 5 : 7), using: &generator) {
    case 0: return ("\(low)", { $0 == low })
    case 1: return ("\(low)-\(high)", { (low...high).contains($0) })
    case 2:
      return ("\(low)-\(high)/\(step)", { (low...high).contains($0) && ($0 - low) % step == 0 })
    case 3: return ("*/\(step)", { ($0 - bounds.lowerBound) % step == 0 })
    case 5:
      let name = names.randomElement(using: &generator) ?? "*"
      let known: [String: Set<Int>] = [
        "mar": [3], "apr": [4], "3-4": [3, 4], "mon-fri": [1, 2, 3, 4, 5], "sat,sun": [0, 6],
        "7": [0], "fri-tue": [],
      ]
      guard let numbers = known[name], !numbers.isEmpty else { return ("*", { _ in true }) }
      return (name, { numbers.contains($0) })
    default: return ("*", { _ in true })
    }
  }
}
