import ArgumentParser
import GitStore
import Ledger
import Reconciler
import Vocabulary

/// `merlon hook update`: what git's `update` hook asks before a reference moves.
struct HookUpdateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Judge one reference of a push, on the server.")

  @OptionGroup var repository: RepositoryOptions
  @Argument(help: ArgumentHelp("The reference's full name.", valueName: "REF"))
  var reference: String
  @Argument(help: ArgumentHelp("Where it is.", valueName: "OLD")) var old: String
  @Argument(help: ArgumentHelp("Where it shall be.", valueName: "NEW")) var new: String

  func run() async throws {
    guard let move = PushJudge.Move(reference: reference, old: old, new: new) else {
      throw Failure.cannotRun("give OLD and NEW as git does: forty digits each")
    }
    try await PushJudge.run([move], in: try repository.open(), what: "update")
  }
}

/// `merlon hook pre-push`: the same question, asked at home.
struct HookPrePushCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pre-push", abstract: "Judge what is about to be pushed, from standard input.")

  @OptionGroup var repository: RepositoryOptions
  @Argument(help: ArgumentHelp("The remote's name.", valueName: "REMOTE")) var remote: String
  @Argument(help: ArgumentHelp("Its address.", valueName: "URL")) var url: String

  func run() async throws {
    var moves: [PushJudge.Move] = []
    let opened = try repository.open()
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 4,
        let move = PushJudge.Move(reference: words[2], old: words[3], new: words[1])
      else { throw Failure.cannotRun("give lines as git does: LOCAL ID REMOTE ID") }
      // What the other side has and this one has not is for the other side to judge.
      guard move.old.map({ PushJudge.has($0, in: opened) }) ?? true else { continue }
      moves.append(move)
    }
    try await PushJudge.run(moves, in: opened, what: "pre-push")
  }
}

extension PushJudge {
  /// Judges moves, and says what is wrong with them.
  static func run(
    _ moves: [Move], in opened: RepositoryOptions.Opened, what hook: String
  ) async throws {
    let judge = PushJudge(repository: opened, now: .now)
    let terminal = Terminal()
    var isRefused = false
    for move in moves {
      let objections: [Diagnostic]
      do { objections = try await judge.objections(to: move) } catch let error as GitError {
        throw Failure.cannotRun("\(hook): \(error.description)")
      } catch let error as LedgerError {
        throw Failure.cannotRun("\(hook): \(error.description)")
      }
      guard !objections.isEmpty else { continue }
      isRefused = true
      terminal.complain("\(hook): refused: \(Printable.text(move.reference))")
      for objection in objections {
        terminal.complain("  " + DiagnosticReport.text(objection, terminal))
      }
    }
    if isRefused { throw Failure.negative }
  }

  /// Tells whether a commit is in the repository.
  static func has(_ id: CommitID, in opened: RepositoryOptions.Opened) -> Bool {
    (try? Repository(openingAt: opened.path).commit(id)) != nil
  }
}
