import ArgumentParser
import Planning
import Vocabulary

/// What explanations of a policy have in common: which one is explained, and in what form.
struct ExplanationOptions: ParsableArguments {
  @OptionGroup var repository: RepositoryOptions
  @Option(help: "text or json.") var output = OutputFormat.text
  @Option(help: ArgumentHelp("A revision; the work tree when absent.", valueName: "REV"))
  var revision: String?

  /// Hands over the plan of the policy; one that is refused is reported instead.
  func explain(_ body: (FleetPlan) throws -> Void) async throws {
    var lookup = RevisionLookup(try repository.open())
    do {
      try body(try await lookup.plan(revision).plan)
    } catch let rejection as Rejection {
      DiagnosticReport(output).write(rejection.diagnostics, summary: "")
      throw Failure.negative
    }
  }
}
