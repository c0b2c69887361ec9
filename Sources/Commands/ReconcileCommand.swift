import ArgumentParser
import GitStore
import ImageStore
import Keys
import Reconciler
import Vocabulary

/// `merlon reconcile`: the loop of Algorithm 1.
struct ReconcileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Enforce the policy branch: plan, build, record and roll out each new commit.",
    discussion: """
      Follows the branch that HEAD names until it is stopped; killing it at any moment is safe.

      EXAMPLES
        merlon reconcile
        merlon reconcile --once && echo enforced
        merlon reconcile --remote origin --webhook 127.0.0.1:9090 --webhook-secret FILE
      """)

  @OptionGroup var repository: RepositoryOptions
  @OptionGroup var building: BuilderOptions
  @Flag(help: "Stop after the newest commit has been dealt with.") var once = false
  @Option(help: ArgumentHelp("The controller's key.", valueName: "FILE")) var key: String?
  @Option(
    help: ArgumentHelp(
      "How often hosts are asked whether they still do what they were told.",
      valueName: "SECONDS"))
  var interval = 30
  @Option(help: ArgumentHelp("Another branch than HEAD's.", valueName: "NAME"))
  var branch: String?

  @OptionGroup var following: FollowingOptions

  func validate() throws {
    guard (1...86_400).contains(interval) else {
      throw ValidationError("--interval takes seconds from 1 to 86400")
    }
  }

  func run() async throws {
    let opened = try repository.open()
    let (builder, store) = try await building.builder(for: opened)
    let report = ReconcileReport()
    let configuration = ReconcilerConfiguration(
      repositoryPath: opened.path, branch: branch ?? opened.branch, key: try opened.key(at: key),
      stateFolder: opened.stateFolder, catalogs: opened.catalogs,
      driftMilliseconds: interval * 1000, keeper: opened.keeper)
    if let remote = following.remote {
      try await follow(remote, configuration, builder, store, report)
      return
    }
    do throws(ReconcileError) {
      let reconciler = try Reconciler(
        configuration, builder: builder, store: store, tell: report.write)
      guard once else { await reconciler.run { report.complain($0) } }
      var outcome = try await reconciler.pass()
      while outcome.isSuperseded { outcome = try await reconciler.pass() }
      if try Self.isGood(outcome) { return }
    } catch {
      throw Failure.cannotRun(error.description)
    }
    throw Failure.negative
  }

  private static func isGood(_ outcome: PassOutcome) throws(ReconcileError) -> Bool {
    guard !outcome.isUnfinished else { throw .unfinished }
    return !outcome.isRefused && !outcome.hasFailed && !outcome.isHeld
  }

  /// The same for a repository that is somewhere else.
  private func follow(
    _ remote: String, _ configuration: ReconcilerConfiguration, _ builder: ImageBuilder,
    _ store: ImageStore, _ report: ReconcileReport
  ) async throws {
    let wake = Wake()
    let listener = try following.listener(waking: wake)
    defer { withExtendedLifetime(listener) {} }
    do throws(ReconcileError) {
      let follower = try Follower(
        configuration, following: try following.configuration(of: configuration, remote),
        builder: builder, store: store, wake: wake, tell: report.write)
      guard once else { await follower.run { report.complain($0) } }
      guard let outcome = try await follower.once() else { throw ReconcileError.leaseLost }
      if try Self.isGood(outcome) { return }
    } catch {
      throw Failure.cannotRun(error.description)
    }
    throw Failure.negative
  }
}
