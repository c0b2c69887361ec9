import ArgumentParser
import Attestation
import Foundation
import GitFetch
import GitStore
import Keys
import Reconciler
import Vocabulary

/// Who gives an order and why: signed by that person where somebody has to sign policy, and recorded
/// in the ledger.
struct OrderOptions: ParsableArguments {
  @OptionGroup var repository: RepositoryOptions
  @Option(help: ArgumentHelp("Why, for those who read the ledger.", valueName: "TEXT"))
  var reason = "no reason given"
  @Option(
    help: ArgumentHelp(
      "Who asks; whose key it is when absent, or this user where nobody signs policy.",
      valueName: "NAME"))
  var actor: String?
  @Option(
    help: ArgumentHelp(
      "Your key, which signs the order: a file, or the public half of one in ssh-agent; what git "
        + "signs with when absent.", valueName: "KEY"))
  var key: String?
  @Option(
    help: ArgumentHelp(
      "The controller's key, which signs the ledger; in the git folder when absent.",
      valueName: "FILE"))
  var controllerKey: String?

  /// Gives an order about an image of the policy in force, or about all.
  func give(
    _ kind: StandingOrder.Kind, of image: String?, until expiry: Instant? = nil,
    to target: (OrderBook, ImageName) throws -> CommitID? = { _, _ in nil }
  ) async throws {
    let opened = try repository.open()
    do {
      let book = try OrderBook(
        repositoryAt: opened.path, branch: opened.branch, key: try opened.key(at: controllerKey),
        stateFolder: opened.stateFolder)
      let name = try image.map { text in
        guard let name = ImageName(text), book.images.contains(name) else {
          throw Failure.unknown("image", text, among: book.images.map(\.text))
        }
        return name
      }
      let commit = try name.flatMap { try target(book, $0) }
      let person = try book.asksForSignatures ? person(opened) : nil
      var order = StandingOrder(
        kind, of: name, revision: book.inForce,
        actor: actor ?? person.flatMap { book.person(with: $0.publicKey) } ?? Self.user,
        reason: reason, time: .now, expires: expiry, target: commit)
      if let person { order = order.signed(try await sign(order, with: person, opened)) }
      let note = try book.take(order)
      let what = "\(kind.rawValue) \(name?.text ?? "all images")"
      let end = expiry.map { " until \($0)" } ?? ""
      Terminal().say(
        what + (commit.map { " to \($0.short)" } ?? "") + end
          + ", recorded in \(note?.short ?? "the ledger")")
    } catch let error as ReconcileError {
      guard case .orderRefused = error else { throw Failure.cannotRun(error.description) }
      Terminal().complain("merlon: \(error.description)")
      throw Failure.negative
    }
  }

  /// The key of the person who gives the order.
  private func person(_ opened: RepositoryOptions.Opened) throws -> PersonalKey {
    if let key { return try PersonalKey(key) }
    let repository = try Repository(openingAt: opened.path)
    guard let own = try PersonalKey.ofGit(repository) else {
      throw Failure.cannotRun(
        "who may sign policy signs orders here: name your key with --key, or to git: "
          + "git config gpg.format ssh && git config user.signingKey ~/.ssh/id_ed25519.pub")
    }
    return own
  }

  private func sign(
    _ order: StandingOrder, with key: PersonalKey, _ opened: RepositoryOptions.Opened
  ) async throws -> SignedOrder {
    let bytes = SignedOrder.bytes(of: order)
    let process = SigningProcess(
      program: try Self.signingProgram(opened.path), folder: opened.stateFolder)
    let place: SigningProcess.Key = key.literal.map { .held($0) } ?? .file(key.name)
    let armour: String
    do throws(SigningError) { armour = try await process.sign(bytes, with: place) } catch {
      throw Failure.cannotRun("the order cannot be signed with \(key.name): \(error.words)")
    }
    return SignedOrder(bytes: bytes, armour: armour)
  }

  /// The program that git is told to sign with in SSH's format.
  private static func signingProgram(_ path: String) throws -> String? {
    let repository = try Repository(openingAt: path)
    return try repository.configuration("gpg.ssh.program")
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
