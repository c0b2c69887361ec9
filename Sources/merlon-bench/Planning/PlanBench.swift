import ArgumentParser
import Foundation
import Vocabulary

/// `merlon-bench plan`: what reading and planning a commit costs, at several sizes of fleet.
struct PlanBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Measures full and incremental plans, beside git diff-tree on the same commits.",
    discussion: "Exits 1 when a goal is missed.")

  @Option(help: "Numbers of images.") var sizes = "1000,10000,100000"
  @Option(help: "How often each thing is measured.") var runs = 9
  @Option(help: "text or json.") var output = BenchFormat.text

  func validate() throws {
    guard (3...1000).contains(runs) else {
      throw ValidationError("--runs takes a number from 3 to 1000")
    }
    guard let counts = counts, !counts.isEmpty, counts.allSatisfy({ (100...1_000_000) ~= $0 })
    else { throw ValidationError("--sizes takes numbers from 100 to 1000000, as 1000,10000") }
  }

  private var counts: [Int]? {
    let counts = sizes.split(separator: ",").map { Int($0) }
    return counts.contains(nil) ? nil : counts.compactMap(\.self).sorted()
  }

  func run() async throws {
    var results: [PlanFigures] = []
    for count in counts ?? [] {
      FileHandle.standardError.write(Data("merlon-bench: \(count) images\n".utf8))
      let fleet = try PlanFleet(images: count)
      defer { fleet.end() }
      results.append(try PlanFigures(of: fleet, runs: runs))
    }
    let goals = PlanFigures.goals(results)
    BenchReport(rows: results.flatMap(\.samples), goals: goals).write(output)
    if !goals.allSatisfy(\.isMet) { throw ExitCode(1) }
  }
}
