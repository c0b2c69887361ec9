import ArgumentParser
import Audit
import GitStore
import Planning
import Reconciler
import Vocabulary

/// `merlon blame`: from a line of policy to what ran because of it, and back.
struct BlameCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blame",
    abstract: "Go from a line of policy to images, hosts and times; or from an image to its lines.",
    discussion: """
      Tells which commit brought the line in, who signed it, what the line asks for, and where and
      when images ran with it. With --image: every line that the image is made of, and who wrote
      it. Times come from the ledger; exits 1 when something is wrong with it.

      EXAMPLES
        merlon blame requirements/public.yaml:12
        merlon blame requirements/public.yaml:12 --revision HEAD~3 --output json
        merlon blame --image web
      """)

  @OptionGroup var index: AuditIndexOptions
  @Option(help: "text or json.") var output = OutputFormat.text
  @Option(help: ArgumentHelp("The revision that has the line.", valueName: "REV"))
  var revision = "HEAD"
  @Option(help: ArgumentHelp("An image, whose lines are listed.", valueName: "NAME"))
  var image: String?
  @Argument(
    help: ArgumentHelp("A line of a file.", valueName: "FILE:LINE"), completion: .file())
  var place: String?

  func validate() throws {
    guard (place == nil) != (image == nil) else {
      throw ValidationError("give FILE:LINE, or --image NAME")
    }
  }

  func run() async throws {
    let (opened, index) = try index.open()
    var lookup = RevisionLookup(opened)
    do {
      let (revision, plan) = try await lookup.plan(revision)
      let git = try Repository(openingAt: opened.path)
      let blame = Blame(index: index, plan: plan, commit: revision.commit)
      let report: any BlameReport =
        if let image {
          try blame.image(image, git)
        } else {
          try blame.line(place ?? "", git)
        }
      let terminal = Terminal()
      switch output {
      case .json: terminal.say(report.json.indented)
      case .text: for line in report.lines { terminal.say(line) }
      }
    } catch let rejection as Rejection {
      DiagnosticReport(output).write(rejection.diagnostics, summary: "")
      throw Failure.negative
    } catch let error as GitError {
      throw Failure.cannotRun(error.description)
    } catch let error as AuditError {
      throw Failure.cannotRun(error.description)
    }
    try AuditIndexOptions.complain(of: index)
  }
}

/// What `merlon blame` found.
protocol BlameReport {
  /// For programs; members are only ever added.
  var json: JSON { get }
  /// For people.
  var lines: [String] { get }
}
