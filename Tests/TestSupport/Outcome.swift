package import Vocabulary

/// What a program that has ended did and said.
package struct Outcome: Sendable, CustomStringConvertible {
  /// The command line, for messages of tests.
  package let command: String
  /// How it ended.
  package let ending: Child.Ending
  /// What it wrote to standard output.
  package let output: String
  /// What it wrote to standard error.
  package let error: String

  /// The exit status; `nil` if a signal ended it.
  package var status: Int32? { if case .exited(let status) = ending { status } else { nil } }

  /// Everything, for messages of tests.
  package var description: String { "\(command): \(ending)\n\(output)\(error)" }

  /// The output as JSON.
  package func json() throws -> JSON { try JSON.parse(output) }
}
