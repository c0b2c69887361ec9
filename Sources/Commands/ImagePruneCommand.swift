import ArgumentParser
import ImageStore
import Reconciler
import Vocabulary

/// `merlon image prune`: the store without what nobody needs any more.
struct ImagePruneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Remove images that no host runs and no rollback needs.",
    discussion: """
      Keeps what any host runs or is to run, the newest of each image, and what is young. Removes
      nothing while a host cannot be asked. Every image can be built again from its commit.

      EXAMPLES
        merlon image prune --dry-run
        merlon image prune --keep 2 --days 7
      """)

  @OptionGroup var repository: RepositoryOptions
  @Option(help: ArgumentHelp("How many of each image stay, the newest.", valueName: "COUNT"))
  var keep = 3
  @Option(help: ArgumentHelp("Images that are younger stay.", valueName: "DAYS")) var days = 30
  @Flag(help: "Say what would be removed, and remove nothing.") var dryRun = false

  func validate() throws {
    guard (1...1000).contains(keep) else {
      throw ValidationError("--keep takes a number from 1 to 1000")
    }
    guard (0...36_500).contains(days) else {
      throw ValidationError("--days takes a number from 0 to 36500")
    }
  }

  func run() async throws {
    let opened = try repository.open()
    let status = try opened.fleetStatus()
    for (host, reason) in status.unreachable.sorted(by: { $0.key < $1.key }) {
      throw Failure.cannotRun(
        "host \(host) cannot be asked what it runs (\(reason)); nothing is removed")
    }
    let store = try BuilderOptions.store(of: opened)
    let running = Dictionary(
      status.instances.compactMap { row in row.digest.map { ($0, row.host) } }
    ) { first, _ in first }
    let limit = Instant(milliseconds: Instant.now.milliseconds - Int64(days) * 86_400_000)
    do throws(ImageStoreError) {
      let choice = PruneChoice(
        of: try store.list(), running: running, keep: keep, youngerThan: limit, store: store)
      let terminal = Terminal()
      for (image, reason) in choice.kept {
        terminal.say("keeps    \(image.name) \(image.digest.short)  \(reason)")
      }
      let word = dryRun ? "would remove" : "removes "
      for image in choice.removed { terminal.say("\(word) \(image.name) \(image.digest.short)") }
      guard !dryRun else { return }
      let bytes = try store.remove(Set(choice.removed))
      terminal.say("removed \(choice.removed.count) images, freed \(bytes >> 10) KiB")
    } catch {
      throw Failure.cannotRun(error.description)
    }
  }
}
