import ArgumentParser
import Planning
import Policy
import Reconciler
import Vocabulary

/// `merlon check`: everything that is wrong with the policy, before it is committed.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check the policy of the work tree, or of a revision.",
    discussion: """
      EXAMPLES
        merlon check
        merlon check HEAD~1
        merlon check --output json
      """)

  @OptionGroup var repository: RepositoryOptions
  @Option(help: "text or json.") var output = OutputFormat.text
  @Argument(help: "A revision; the work tree, committed or not, when absent.")
  var revision: String?

  func run() async throws {
    var lookup = RevisionLookup(try repository.open())
    let report = DiagnosticReport(output)
    do {
      let (revision, plan) = try lookup.plan(revision)
      report.write(
        plan.warnings,
        summary: "\(plan.count) images, "
          + "\(revision.snapshot.policy.requirementCount) requirements")
    } catch let rejection as Rejection {
      report.write(rejection.diagnostics, summary: "")
      throw Failure.negative
    }
  }
}
