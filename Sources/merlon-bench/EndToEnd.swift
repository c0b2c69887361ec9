import ArgumentParser
import Foundation

/// `merlon-bench e2e`: from a commit to what enforces it.
struct EndToEnd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "e2e",
    abstract: "Measures commit to enforced, commit to note, boot, size and memory.",
    discussion: "Exits 1 when a goal is missed.")

  @Option(help: "How often each thing is measured.") var runs = 9
  @Option(help: "text or json.") var output = BenchFormat.text

  func validate() throws {
    guard (1...1000).contains(runs) else {
      throw ValidationError("--runs takes a number from 1 to 1000")
    }
  }

  func run() async throws {
    let fleet = try BenchFleet()
    defer { fleet.end() }
    let goals = try await EndToEndRun(fleet: fleet, runs: runs).goals()
    BenchReport(rows: goals.map(\.sample), goals: goals).write(output)
    if !goals.allSatisfy(\.isMet) { throw ExitCode(1) }
  }
}
