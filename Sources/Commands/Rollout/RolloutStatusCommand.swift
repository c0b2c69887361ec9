import ArgumentParser
import Attestation
import Reconciler
import Vocabulary

/// `merlon rollout status`: how far the policy in force has come.
struct RolloutStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how far the policy in force has come on each image's hosts.",
    discussion: """
      Exits 1 unless every instance enforces it.

      EXAMPLES
        merlon rollout status
        merlon rollout status --output json | jq '.images[] | select(.state != "enforced")'
      """)

  @OptionGroup var repository: RepositoryOptions
  @Option(help: "text or json.") var output = OutputFormat.text

  func run() async throws {
    let status = try repository.open().fleetStatus()
    let report = RolloutReport(status)
    if output == .json {
      Terminal().say(report.json.indented)
    } else {
      for line in report.lines { Terminal().say(line) }
    }
    if !status.isInSync { throw Failure.negative }
  }
}
