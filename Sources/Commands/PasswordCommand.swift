import ArgumentParser
import Foundation
import Keys

/// `merlon password`: the verifier that policy holds in place of a password.
struct PasswordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "password",
    abstract: "Turn a password, read from standard input, into the verifier that policy holds.",
    discussion: """
      The password is never an argument, where other users could see it.

      EXAMPLES
        merlon password < alice.txt
        pass show alice | merlon password
      """)

  @Option(help: ArgumentHelp("Rounds of PBKDF2.", valueName: "N")) var iterations = 100_000

  func validate() throws {
    guard (1_000...10_000_000).contains(iterations) else {
      throw ValidationError("--iterations takes a number from 1000 to 10000000")
    }
  }

  func run() async throws {
    guard let password = readLine(strippingNewline: true), !password.isEmpty else {
      throw Failure.cannotRun("standard input holds no password; write one on its first line")
    }
    Terminal().say(PasswordVerifier.make(password, iterations: iterations))
  }
}
