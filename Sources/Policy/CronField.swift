/// The numbers that one field of a cron expression means.
struct CronField: Hashable, Sendable {
  /// Which of the five fields.
  enum Kind: String, Sendable {
    case minute
    case hour
    case day = "day of the month"
    case month
    case weekday = "day of the week"

    /// The least and the greatest number; 7 is read as a Sunday and kept as 0.
    var bounds: ClosedRange<Int> {
      switch self {
      case .minute: 0...59
      case .hour: 0...23
      case .day: 1...31
      case .month: 1...12
      case .weekday: 0...7
      }
    }

    /// Names for numbers, the first for the least.
    var names: [String] {
      switch self {
      case .minute, .hour, .day: []
      case .month:
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
      case .weekday: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
      }
    }
  }

  /// Bit n stands for the number n.
  private var bits: UInt64 = 0
  /// Whether the field does not begin with `*`.
  let isRestricted: Bool

  /// Reads a field.
  init(_ text: Substring, _ kind: Kind) throws(CronError) {
    isRestricted = !text.hasPrefix("*")
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      try insert(part, kind)
    }
    if kind == .weekday, contains(7) { bits = bits & 0x7f | 1 }
  }

  /// Tells whether the field means `number`.
  func contains(_ number: Int) -> Bool { bits >> UInt64(number) & 1 == 1 }

  /// The least number that the field means and that is not below `number`.
  func first(from number: Int) -> Int? {
    let rest = bits >> UInt64(number)
    return rest == 0 ? nil : number + rest.trailingZeroBitCount
  }

  /// Adds one element of a list: `*`, `N`, `N-N`, `*/N` or `N-N/N`.
  private mutating func insert(_ part: Substring, _ kind: Kind) throws(CronError) {
    let halves = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let ends = halves[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    var range = kind.bounds
    if halves[0] != "*" {
      let lower = try Self.number(ends[0], kind)
      var upper = ends.count == 2 ? try Self.number(ends[1], kind) : lower
      if kind == .weekday, upper == 0, lower > 0 { upper = 7 }
      guard lower <= upper else {
        throw CronError(
          reason: "in the \(kind.rawValue), the range \(part) ends before it begins",
          hint: "write two ranges with a comma between")
      }
      range = lower...upper
    } else if kind == .weekday {
      range = 0...6
    }
    var step = 1
    if halves.count == 2 {
      guard halves[0] == "*" || ends.count == 2 else {
        throw CronError(
          reason: "in the \(kind.rawValue), \(part) has a step but no range",
          hint: "write \(ends[0])-\(kind.bounds.upperBound)/\(halves[1])")
      }
      guard let number = Self.digits(halves[1]), number > 0 else {
        throw CronError(
          reason: "in the \(kind.rawValue), the step of \(part) is not a number above 0", hint: nil)
      }
      step = number
    }
    for number in stride(from: range.lowerBound, through: range.upperBound, by: step) {
      bits |= 1 << UInt64(number)
    }
  }

  private static func number(_ text: Substring, _ kind: Kind) throws(CronError) -> Int {
    let named = kind.names.firstIndex { $0 == text.lowercased() }
    let number = named.map { $0 + kind.bounds.lowerBound } ?? digits(text)
    guard let number else {
      throw CronError(
        reason: "the \(kind.rawValue) `\(text)` is not a number",
        hint: kind.names.isEmpty ? nil : "the names are \(kind.names.joined(separator: ", "))")
    }
    guard kind.bounds.contains(number) else {
      throw CronError(
        reason: "the \(kind.rawValue) \(number) is not between \(kind.bounds.lowerBound) "
          + "and \(kind.bounds.upperBound)",
        hint: nil)
    }
    return number
  }

  /// A number of at most three digits.
  private static func digits(_ text: Substring) -> Int? {
    let isNumber =
      (1...3).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    return isNumber ? Int(text) : nil
  }
}
