import ArgumentParser
import GitStore
import Planning
import Policy
import Reconciler
import Vocabulary

/// `merlon plan`: what a change would do to images and hosts.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what a change of policy does to images and hosts.",
    discussion: """
      Needs no host and no key. Requirements that are lost or weakened come first. Exits 1 when
      the newer side is refused; with --exit-code also when the two differ.

      EXAMPLES
        merlon plan                   the work tree against HEAD
        merlon plan --staged          what the next commit would do
        merlon plan main..change      what merging a branch would do
        merlon plan main..change --build --output markdown > comment.md
        merlon plan HEAD~1..HEAD --output json | jq -r .summary
        merlon plan --base-dir old/ --head-dir new/ --exit-code
      """)

  @OptionGroup var repository: RepositoryOptions
  @OptionGroup var building: BuilderOptions
  @Option(help: "text, markdown (a forge comment), json or sarif.")
  var output = ReviewFormat.text
  @Flag(help: "Compare the index, not the work tree, with HEAD.")
  var staged = false
  @Option(help: ArgumentHelp("Compare a folder, a repository or not, …", valueName: "DIR"))
  var baseDir: String?
  @Option(help: ArgumentHelp("… with another one.", valueName: "DIR"))
  var headDir: String?
  @Flag(help: "Build the images that change, measure them, and check their bounds.")
  var build = false
  @Flag(help: "Exit 1 when the two sides differ, like git diff.")
  var exitCode = false
  @Argument(help: "BASE..HEAD; the work tree against HEAD when absent.")
  var range: String?

  func validate() throws {
    guard (baseDir == nil) == (headDir == nil) else {
      throw ValidationError("--base-dir and --head-dir belong together")
    }
    guard range?.contains("...") != true else {
      throw ValidationError("write two dots, BASE..HEAD; `git merge-base` finds a common base")
    }
    let ways = [range != nil, staged, baseDir != nil]
    guard ways.count(where: { $0 }) <= 1 else {
      throw ValidationError("give one of BASE..HEAD, --staged, and --base-dir with --head-dir")
    }
  }

  func run() async throws {
    let sides = try sides(at: .now)
    let base = try await older(sides.base)
    do {
      let head = try await sides.head(base)
      let review = PlanReview(from: base?.plan, to: head.plan, affected: head.affected)
      let measured = build ? try await measure(review, base, head) : [:]
      PlanReport(
        review: review, base: base?.name ?? "nothing", head: head.name, measured: measured
      ).write(output)
      if exitCode, review.isDifferent { throw Failure.negative }
    } catch let rejection as Rejection {
      refuse(rejection)
      throw Failure.negative
    }
  }

  /// Reads the older side; one that is refused itself counts as nothing.
  private func older(_ read: () async throws -> PolicySide?) async throws -> PolicySide? {
    do {
      return try await read()
    } catch let rejection as Rejection {
      let count = rejection.diagnostics.count
      Terminal().complain(
        "merlon plan: the older side is refused itself (\(count) "
          + "\(count == 1 ? "error" : "errors")); everything counts as added")
      return nil
    }
  }

  private func measure(
    _ review: PlanReview, _ base: PolicySide?, _ head: PolicySide
  ) async throws -> [ImageName: PlanReview.SurfacePair] {
    var older: BuiltSide?
    if let base {
      older = BuiltSide(base, try await building.builder(for: base.repository).builder)
    }
    let newer = BuiltSide(head, try await building.builder(for: head.repository).builder)
    return try await PlanMeasurement(review: review, older: older, newer: newer).run()
  }

  private func refuse(_ rejection: Rejection) {
    let format: DiagnosticFormat
    switch output {
    case .text: format = .text
    case .json: format = .json
    case .sarif: format = .sarif
    case .markdown:
      Terminal().say(PlanMarkdown.text(refusedBy: rejection.diagnostics))
      return
    }
    DiagnosticReport(format).write(rejection.diagnostics, summary: "")
  }
}

// MARK: - What is compared

extension PlanCommand {
  private typealias Sides = (
    base: () async throws -> PolicySide?, head: (PolicySide?) async throws -> PolicySide
  )

  /// How to read both sides, as they are at one instant.
  private func sides(at time: Instant) throws -> Sides {
    if let baseDir, let headDir {
      return (
        { try await PolicySide(folder: baseDir, at: time) },
        { _ in try await PolicySide(folder: headDir, at: time) }
      )
    }
    let opened = try repository.open()
    let (base, head) = try ends(opened)
    var lookup = RevisionLookup(opened)
    return (
      {
        guard let base else { return nil }
        return try await PolicySide(.revision(base.hex), by: &lookup, after: nil, at: time)
      },
      { try await PolicySide(head, by: &lookup, after: $0, at: time) }
    )
  }

  /// The commit of the older side, `nil` for nothing at all, and the newer side.
  private func ends(
    _ opened: RepositoryOptions.Opened
  ) throws -> (base: CommitID?, head: PolicySource) {
    do throws(GitError) {
      let git = try Repository(openingAt: opened.path)
      if let range {
        let ends = try git.resolve(range: range)
        return (ends.base, .revision(ends.head.hex))
      }
      let head: CommitID?
      do throws(GitError) { head = try git.head() } catch {
        guard error.kind == .emptyRepository || error.kind == .unbornHead else { throw error }
        head = nil
      }
      return (head, staged ? .index : .workTree)
    } catch {
      throw Failure.cannotRun(error.description)
    }
  }
}
