import ArgumentParser
import Foundation
import Vocabulary

/// `merlon-bench e2e`: from a commit to what enforces it.
struct EndToEnd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "e2e",
    abstract: "Measures commit to enforced, commit to note, boot, size and memory.",
    discussion: "Exits 1 when a goal is missed.")

  enum Format: String, ExpressibleByArgument { case text, json }

  @Option(help: "How often each thing is measured.") var runs = 9
  @Option(help: "text or json.") var output = Format.text

  func validate() throws {
    guard (1...1000).contains(runs) else {
      throw ValidationError("--runs takes a number from 1 to 1000")
    }
  }

  func run() async throws {
    let fleet = try BenchFleet()
    defer { fleet.end() }
    let goals = try await EndToEndRun(fleet: fleet, runs: runs).goals()
    if output == .json { print(Self.json(goals).indented) } else { Self.write(goals) }
    if !goals.allSatisfy(\.isMet) { throw ExitCode(1) }
  }

  private static func write(_ goals: [Goal]) {
    func pad(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    print(pad("WHAT", 42) + pad("MEDIAN", 10) + pad("QUARTILES", 16) + "N")
    for sample in goals.map(\.sample) {
      let spread =
        "\(Figure.text(sample.quantile(0.25)))–\(Figure.text(sample.quantile(0.75)))"
      let median = "\(Figure.text(sample.median)) \(sample.unit)"
      print(pad(sample.name, 42) + pad(median, 10) + pad(spread, 16) + "\(sample.count)")
    }
    print("")
    for goal in goals { print(goal.line) }
  }

  private static func json(_ goals: [Goal]) -> JSON {
    .object([
      "schema": .string("https://merlon.dev/schema/bench/v1"),
      "goals": .array(
        goals.map { goal in
          .object([
            "name": .string(goal.name), "what": .string(goal.sample.name),
            "unit": .string(goal.sample.unit), "runs": .integer(goal.sample.count),
            "medianThousandths": .integer(Int(goal.sample.median * 1000)),
            "lowerQuartileThousandths": .integer(Int(goal.sample.quantile(0.25) * 1000)),
            "upperQuartileThousandths": .integer(Int(goal.sample.quantile(0.75) * 1000)),
            "boundThousandths": .integer(Int(goal.bound * 1000)), "met": .boolean(goal.isMet),
          ])
        }),
    ])
  }
}
