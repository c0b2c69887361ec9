import ArgumentParser
import GitStore
import Planning
import Reconciler
import Vocabulary

/// `merlon plan`: what a change would do to images and hosts.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what a change of policy does to images and hosts.",
    discussion: """
      Needs no host and no key. Exits 1 when the newer side is refused.

      EXAMPLES
        merlon plan                   the work tree against HEAD
        merlon plan main..change      what merging a branch would do
        merlon plan HEAD~1..HEAD --output json
      """)

  @OptionGroup var repository: RepositoryOptions
  @Option(help: "text or json.") var output = OutputFormat.text
  @Argument(help: "BASE..HEAD; the work tree against HEAD when absent.")
  var range: String?

  func run() async throws {
    let opened = try repository.open()
    var lookup = RevisionLookup(opened)
    let (base, head) = try ends(opened)
    var old: FleetPlan?
    do {
      if let base { old = try await lookup.plan(base).plan }
    } catch let rejection as Rejection {
      let count = rejection.diagnostics.count
      Terminal().complain(
        "merlon plan: the older side is refused itself (\(count) \(count == 1 ? "error" : "errors"))"
          + "; everything counts as added")
    }
    do {
      let new = try await lookup.plan(head).plan
      let changes = PlanComparison.changes(from: old, to: new)
      PlanReport(output).write(changes, new)
    } catch let rejection as Rejection {
      DiagnosticReport(output).write(rejection.diagnostics, summary: "")
      throw Failure.negative
    }
  }

  /// The names of both sides; `nil` for the newer one means the work tree, for the older one
  /// nothing at all.
  private func ends(
    _ opened: RepositoryOptions.Opened
  ) throws -> (base: String?, head: String?) {
    do throws(GitError) {
      let git = try Repository(openingAt: opened.path)
      guard let range else {
        let head = try? git.head()
        return (head?.hex, nil)
      }
      let ends = try git.resolve(range: range)
      return (ends.base?.hex, ends.head.hex)
    } catch {
      throw Failure.cannotRun(error.description)
    }
  }
}
