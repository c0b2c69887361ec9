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
  @Option(
    help: ArgumentHelp(
      "Where the controller finds the order, for who has not its key: git's name of the repository "
        + "that it follows, or the address.", valueName: "REMOTE"))
  var remote: String?

  /// Gives an order about an image of the policy in force, or about all.
  func give(
    _ kind: StandingOrder.Kind, of image: String?, until expiry: Instant? = nil,
    to target: (OrderBook, ImageName) throws -> CommitID? = { _, _ in nil }
  ) async throws {
    let opened = try repository.open()
    do {
      let book = try OrderBook(
        repositoryAt: opened.path, branch: opened.branch,
        key: remote == nil ? try opened.key(at: controllerKey) : nil,
        stateFolder: opened.stateFolder)
      guard remote == nil || book.asksForSignatures else {
        throw Failure.cannotRun(
          "nobody signs policy here, so nobody could tell whose order it is; give it where the "
            + "controller's key is, without --remote")
      }
      let name = try image.map { text in
        guard let name = ImageName(text), book.images.contains(name) else {
          throw Failure.unknown("image", text, among: book.images.map(\.text))
        }
        return name
      }
      let commit = try name.flatMap { try target(book, $0) }
      guard key == nil || book.asksForSignatures else {
        throw Failure.cannotRun(
          "--key is a person's, and nobody signs policy here, nor orders; the controller's key is "
            + "named with --controller-key")
      }
      let person = try book.asksForSignatures ? person(opened) : nil
      var order = StandingOrder(
        kind, of: name, revision: book.inForce,
        actor: actor ?? person.flatMap { book.person(with: $0.publicKey) } ?? Self.user,
        reason: reason, time: .now, expires: expiry, target: commit)
      if let person { order = order.signed(try await sign(order, with: person, opened)) }
      let note = try book.take(order)
      if let remote { try await push(order, to: remote, opened) }
      let end = expiry.map { " until \($0)" } ?? ""
      Terminal().say(
        order.summary + (commit.map { " to \($0.short)" } ?? "") + end
          + (remote.map { ", on its way by \($0)" }
            ?? ", recorded in \(note?.short ?? "the ledger")"))
    } catch let error as ReconcileError {
      if case .nothingInForce = error, let remote {
        throw Failure.cannotRun(
          "this clone knows of no commit that is in force; fetch the policy and its ledger: "
            + "git pull \(remote) && git fetch \(remote) '+refs/notes/*:refs/notes/*'")
      }
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

  /// Pushes a signed order to where the controller looks for it.
  private func push(
    _ order: StandingOrder, to remote: String, _ opened: RepositoryOptions.Opened
  ) async throws {
    guard let reference = OrderMail.reference(of: order) else {
      preconditionFailure("an order that was judged is signed")
    }
    let commit = try OrderMail.write(order, repositoryAt: opened.path)
    let other = GitRemote(
      remote, gitFolder: opened.gitFolder, stateFolder: opened.stateFolder,
      environment: ProcessInfo.processInfo.environment)
    switch await other.push([GitRemote.Move(reference, from: nil, to: commit)]) {
    case .done: return
    case .refused(let words), .failed(let words):
      throw Failure.cannotRun("\(Printable.text(remote)): \(Printable.text(words))")
    }
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
  /// What is taken when nobody says anything.
  static let day = OrderSpan(seconds: 86_400)

  let seconds: Int

  private init(seconds: Int) { self.seconds = seconds }

  /// Reads an amount of time.
  init?(argument: String) {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    guard let unit = argument.last.flatMap({ units[$0] }), argument.count <= 8,
      let count = Int(argument.dropLast()), count > 0, count * unit <= Limits.suspensionSecondsMax
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
