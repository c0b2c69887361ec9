import Audit
import Vocabulary

/// The rows of an answer as bars and dots over time, one line for each host and image, or whatever
/// the question is by: SVG that stands in a page.
struct AnswerTimeline {
  /// Lines that are drawn; the table below has the others.
  static let lanesMax = 200

  /// One row in the picture.
  private struct Mark {
    let lane: String
    let start: Int64
    /// The same as the start for an instant.
    let end: Int64
    let isOpen: Bool
    let style: String
    let words: String
  }

  private let marks: [Mark]
  private let lanes: [String]
  private let first: Int64
  private let last: Int64
  /// How many lines are not drawn.
  let omitted: Int

  private static let labelWidth = 240
  private static let width = 1000
  private static let height = 22

  /// Draws an answer; `nil` if its rows are not in time, or there are none.
  init?(_ answer: Answer) {
    guard let chart = answer.chart else { return nil }
    let found = answer.rows.compactMap { Self.mark($0, chart, answer) }
    guard !found.isEmpty else { return nil }
    var lanes: [String] = []
    var seen: Set<String> = []
    for mark in found where seen.insert(mark.lane).inserted { lanes.append(mark.lane) }
    omitted = max(0, lanes.count - Self.lanesMax)
    self.lanes = Array(lanes.prefix(Self.lanesMax))
    let drawn = Set(self.lanes)
    marks = found.filter { drawn.contains($0.lane) }
    first = marks.map(\.start).min() ?? 0
    last = max(first + 1, marks.map(\.end).max() ?? 0)
  }

  private static func mark(_ row: [JSON], _ chart: Chart, _ answer: Answer) -> Mark? {
    guard let start = Instant(answer.text(chart.start, in: row))?.milliseconds else { return nil }
    var end = start
    var isOpen = false
    if let column = chart.end {
      let text = answer.text(column, in: row)
      isOpen = text.isEmpty
      end = Instant(text)?.milliseconds ?? max(start, answer.time.milliseconds)
    } else if answer.question == "running" {
      (end, isOpen) = (max(start, answer.time.milliseconds), true)
    }
    let lane = chart.lanes.map { answer.text($0, in: row) }.filter { !$0.isEmpty }
      .joined(separator: " / ")
    let words = zip(answer.columns, row).filter { $0.1 != .null }
      .map { "\($0.0.name): \(Answer.text($0.1))" }.joined(separator: "\n")
    return Mark(
      lane: lane.isEmpty ? "policy" : lane, start: start, end: end, isOpen: isOpen,
      style: answer.level(of: row)?.rawValue ?? "fine", words: words)
  }

  /// The picture.
  var svg: String {
    let bottom = (lanes.count + 1) * Self.height
    var parts = [
      "<svg viewBox=\"0 0 \(Self.width) \(bottom + 30)\" role=\"img\" "
        + "aria-label=\"The answer over time; the table has the same.\">"
    ]
    let rows = Dictionary(uniqueKeysWithValues: lanes.enumerated().map { ($1, $0) })
    for (index, lane) in lanes.enumerated() {
      let y = (index + 1) * Self.height
      parts.append(
        "<text class=\"lane\" x=\"0\" y=\"\(y + 4)\">\(HTML.text(Self.short(lane)))"
          + "<title>\(HTML.text(lane))</title></text>"
          + "<line class=\"grid\" x1=\"\(Self.labelWidth)\" x2=\"\(Self.width)\" "
          + "y1=\"\(y)\" y2=\"\(y)\"/>")
    }
    for mark in marks { parts.append(shape(mark, at: ((rows[mark.lane] ?? 0) + 1) * Self.height)) }
    parts.append(axis(at: bottom))
    return parts.joined(separator: "\n") + "</svg>"
  }

  private func shape(_ mark: Mark, at y: Int) -> String {
    let title = "<title>\(HTML.text(mark.words))</title>"
    let x = place(mark.start)
    guard mark.end > mark.start else {
      return "<circle class=\"\(mark.style)\" cx=\"\(x)\" cy=\"\(y)\" r=\"6\">\(title)</circle>"
    }
    return "<rect class=\"\(mark.style)\(mark.isOpen ? " open" : "")\" x=\"\(x)\" y=\"\(y - 7)\" "
      + "width=\"\(max(3, place(mark.end) - x))\" height=\"14\" rx=\"2\">\(title)</rect>"
  }

  private func axis(at y: Int) -> String {
    [first, last].map { time in
      let anchor = time == first ? "start" : "end"
      return "<text class=\"axis\" text-anchor=\"\(anchor)\" x=\"\(place(time))\" "
        + "y=\"\(y + 20)\">\(Instant(milliseconds: time))</text>"
    }.joined()
  }

  private func place(_ time: Int64) -> Int {
    let share = Double(time - first) / Double(last - first)
    return Self.labelWidth + 8 + Int(share * Double(Self.width - Self.labelWidth - 16))
  }

  private static func short(_ lane: String) -> String {
    lane.count <= 32 ? lane : lane.prefix(31) + "…"
  }
}
