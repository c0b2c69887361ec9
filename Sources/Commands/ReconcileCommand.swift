import ArgumentParser
import GitStore
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
      driftMilliseconds: interval * 1000)
    do throws(ReconcileError) {
      let reconciler = try Reconciler(
        configuration, builder: builder, store: store, tell: report.write)
      guard once else { await reconciler.run { report.complain($0) } }
      var outcome = try await reconciler.pass()
      while outcome.isSuperseded { outcome = try await reconciler.pass() }
      guard !outcome.isUnfinished else { throw ReconcileError.unfinished }
      if !outcome.isRefused, !outcome.hasFailed, !outcome.isHeld { return }
    } catch {
      throw Failure.cannotRun(error.description)
    }
    throw Failure.negative
  }
}
