import ArgumentParser
import Planning
import Policy
import Reconciler
import Vocabulary

/// `merlon check`: everything that is wrong with the policy, before it is committed.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check the policy of the work tree, the index, or a revision.",
    discussion: """
      Exits 1 when the policy is refused; warnings refuse nothing.

      EXAMPLES
        merlon check
        merlon check --fix            mend what is mechanical
        merlon check --staged         what `git commit` would make
        merlon check HEAD~1
        merlon check --output sarif > merlon.sarif
      """)

  @OptionGroup var repository: RepositoryOptions
  @Option(help: "text, json or sarif.") var output = DiagnosticFormat.text
  @Flag(help: "Check the index: what `git commit` would make.") var staged = false
  @Flag(help: "Mend what is mechanical in the files of the work tree.") var fix = false
  @Argument(help: "A revision; the work tree, committed or not, when absent.")
  var revision: String?

  func validate() throws {
    guard [revision != nil, staged, fix].count(where: { $0 }) <= 1 else {
      throw ValidationError("give one of a revision, --staged and --fix")
    }
  }

  func run() async throws {
    let opened = try repository.open()
    var lookup = RevisionLookup(opened)
    if fix { try await WorkTreeFix(opened).run(&lookup) { tell($0) } }
    let report = DiagnosticReport(output)
    do {
      let (revision, plan) = try await lookup.plan(source)
      report.write(plan.warnings, summary: Self.summary(of: revision, plan))
    } catch let rejection as Rejection {
      report.write(rejection.diagnostics, summary: "")
      throw Failure.negative
    }
  }

  private var source: PolicySource {
    staged ? .index : revision.map(PolicySource.revision) ?? .workTree
  }

  private func tell(_ line: String) {
    if output == .text { Terminal().say(line) } else { Terminal().complain(line) }
  }

  private static func summary(of revision: Revision, _ plan: FleetPlan) -> String {
    func count(_ number: Int, _ noun: String) -> String {
      "\(number) \(number == 1 ? noun : noun + "s")"
    }
    return count(plan.count, "image") + ", "
      + count(revision.snapshot.policy.requirementCount, "requirement")
  }
}
