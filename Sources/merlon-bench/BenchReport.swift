import ArgumentParser
import Vocabulary

/// How a benchmark's figures are written.
enum BenchFormat: String, ExpressibleByArgument { case text, json }

/// What a benchmark found: rows to read, and goals that are met or missed.
struct BenchReport {
  let rows: [Sample]
  let goals: [Goal]

  func write(_ format: BenchFormat) {
    if format == .json { print(json.indented) } else { writeText() }
  }

  private func writeText() {
    func pad(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    print(pad("WHAT", 50) + pad("MEDIAN", 12) + pad("QUARTILES", 15) + "N")
    for sample in rows {
      let spread =
        "\(Figure.text(sample.quantile(0.25)))–\(Figure.text(sample.quantile(0.75)))"
      let median = "\(Figure.text(sample.median)) \(sample.unit)"
      print(pad(sample.name, 50) + pad(median, 12) + pad(spread, 15) + "\(sample.count)")
    }
    print("")
    for goal in goals { print(goal.line) }
  }

  private var json: JSON {
    .object([
      "schema": .string("https://merlon.dev/schema/bench/v1"),
      "rows": .array(rows.map(Self.json)),
      "goals": .array(
        goals.map { goal in
          .object([
            "name": .string(goal.name), "what": .string(goal.sample.name),
            "unit": .string(goal.sample.unit),
            "medianThousandths": .integer(Int(goal.sample.median * 1000)),
            "boundThousandths": .integer(Int(goal.bound * 1000)),
            "isFloor": .boolean(goal.isFloor), "met": .boolean(goal.isMet),
          ])
        }),
    ])
  }

  private static func json(_ sample: Sample) -> JSON {
    .object([
      "what": .string(sample.name), "unit": .string(sample.unit),
      "runs": .integer(sample.count),
      "medianThousandths": .integer(Int(sample.median * 1000)),
      "lowerQuartileThousandths": .integer(Int(sample.quantile(0.25) * 1000)),
      "upperQuartileThousandths": .integer(Int(sample.quantile(0.75) * 1000)),
    ])
  }
}
