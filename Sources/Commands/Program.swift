import ArgumentParser

/// The program `merlon`.
package enum Program {
  /// Runs the command that the arguments name, and returns the exit status.
  package static func run(_ arguments: [String]) async -> Int32 {
    let terminal = Terminal()
    do {
      var command = try Merlon.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return 0
    } catch Failure.negative {
      return 1
    } catch Failure.cannotRun(let reason) {
      terminal.complain("merlon: \(reason)")
      return 2
    } catch {
      let text = Merlon.fullMessage(for: error)
      guard Merlon.exitCode(for: error) != .success else {
        terminal.say(text)
        return 0
      }
      terminal.complain(text)
      return 2
    }
  }
}
