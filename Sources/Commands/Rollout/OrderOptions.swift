import ArgumentParser
import Attestation
import Foundation
import Keys
import Reconciler
import Vocabulary

/// Who gives an order and why: recorded in the ledger with it.
struct OrderOptions: ParsableArguments {
  @OptionGroup var repository: RepositoryOptions
  @Option(help: ArgumentHelp("Why, for those who read the ledger.", valueName: "TEXT"))
  var reason = "no reason given"
  @Option(help: ArgumentHelp("Who asks; this user when absent.", valueName: "NAME"))
  var actor: String?
  @Option(help: ArgumentHelp("The controller's key, which signs the order.", valueName: "FILE"))
  var key: String?

  /// Gives an order about an image of the policy in force, or about all.
  func give(
    _ kind: StandingOrder.Kind, of image: String?, until expiry: Instant? = nil,
    to target: (OrderBook, ImageName) throws -> CommitID? = { _, _ in nil }
  ) throws {
    let opened = try repository.open()
    do {
      let book = try OrderBook(
        repositoryAt: opened.path, branch: opened.branch, key: try opened.key(at: key),
        stateFolder: opened.stateFolder)
      let name = try image.map { text in
        guard let name = ImageName(text), book.images.contains(name) else {
          throw Failure.unknown("image", text, among: book.images.map(\.text))
        }
        return name
      }
      let commit = try name.flatMap { try target(book, $0) }
      let note = try book.give(
        kind, of: name, by: actor ?? Self.user, because: reason, until: expiry, to: commit)
      let what = "\(kind.rawValue) \(name?.text ?? "all images")"
      let end = expiry.map { " until \($0)" } ?? ""
      Terminal().say(
        what + (commit.map { " to \($0.short)" } ?? "") + end
          + ", recorded in \(note?.short ?? "the ledger")")
    } catch let error as ReconcileError {
      throw Failure.cannotRun(error.description)
    }
  }

  private static var user: String {
    let environment = ProcessInfo.processInfo.environment
    let names = ["GIT_COMMITTER_EMAIL", "SUDO_USER", "USER", "LOGNAME"]
    return names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "uid \(getuid())"
  }
}

/// A time from now: 90s, 15m, 24h or 7d.
struct OrderSpan: ExpressibleByArgument {
  /// The longest time for which an image may be left as it is.
  static let secondsMax = 30 * 86_400

  /// What is taken when nobody says anything.
  static let day = OrderSpan(seconds: 86_400)

  let seconds: Int

  private init(seconds: Int) { self.seconds = seconds }

  /// Reads an amount of time.
  init?(argument: String) {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    guard let unit = argument.last.flatMap({ units[$0] }), argument.count <= 8,
      let count = Int(argument.dropLast()), count > 0, count * unit <= Self.secondsMax
    else { return nil }
    seconds = count * unit
  }

  /// When it is over.
  var end: Instant {
    Instant(milliseconds: Instant.now.milliseconds + Int64(seconds) * 1000)
  }

  var defaultValueDescription: String { "24h" }

  static var allValueStrings: [String] { ["1h", "8h", "24h", "7d"] }
}
