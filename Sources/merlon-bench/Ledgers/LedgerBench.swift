import ArgumentParser
import Foundation

/// `merlon-bench ledger`: what recording and verifying cost, at several sizes, beside git.
struct LedgerBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "Measures appends and verification of the ledger, beside git on the same repository.",
    discussion: """
      Everything that is written reaches the disk, by Merlon and by git. Exits 1 when a goal is
      missed.

      EXAMPLES
        merlon-bench ledger
        merlon-bench ledger --sizes 1000 --runs 3 --chain 100 --output json
      """)

  @Option(help: "Numbers of lines.") var sizes = "1000,10000,100000"
  @Option(help: "How often each thing is measured.") var runs = 7
  @Option(help: "Notes commits of one line each, to verify beside git log.") var chain = 1000
  @Option(help: "text or json.") var output = BenchFormat.text

  func validate() throws {
    guard (3...100).contains(runs) else {
      throw ValidationError("--runs takes a number from 3 to 100")
    }
    guard (10...100_000).contains(chain) else {
      throw ValidationError("--chain takes a number from 10 to 100000")
    }
    guard let counts, !counts.isEmpty, counts.allSatisfy({ (100...1_000_000) ~= $0 })
    else { throw ValidationError("--sizes takes numbers from 100 to 1000000, as 1000,10000") }
  }

  private var counts: [Int]? {
    let counts = sizes.split(separator: ",").map { Int($0) }
    return counts.contains(nil) ? nil : counts.compactMap(\.self).sorted()
  }

  func run() async throws {
    func tell(_ text: String) {
      FileHandle.standardError.write(Data("merlon-bench: \(text)\n".utf8))
    }
    tell("a chain of \(chain) notes commits")
    let chain = try LedgerChain(commits: chain, runs: runs)
    var results: [LedgerFigures] = []
    for count in counts ?? [] {
      tell("\(count) lines")
      results.append(try LedgerFigures(lines: count, runs: runs))
    }
    let questions = try (counts ?? []).map { lines in
      tell("questions on \(lines) lines")
      return try QuestionFigures(lines: lines, runs: runs)
    }
    let goals = [chain.goal] + LedgerFigures.goals(results) + questions.flatMap(\.goals)
    BenchReport(
      rows: [chain.merlon, chain.git] + results.flatMap(\.samples)
        + questions.flatMap(\.samples), goals: goals
    ).write(output)
    if !goals.allSatisfy(\.isMet) { throw ExitCode(1) }
  }
}
