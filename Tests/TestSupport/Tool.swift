package import Foundation
import Glibc

/// A program that a test runs to its end while its own thread waits, but not for ever.
///
/// Not Foundation's `Process`: started from a thread of Dispatch, its programs have all signals
/// blocked, so that neither `kill` nor `timeout` ends them; and it waits for a socket that another
/// program, started at the same moment, may have inherited.
package enum Tool {
  /// How a program ended.
  package struct Answer: Sendable {
    /// How its process ended.
    package let ending: Child.Ending
    /// What it wrote to standard output, and then what it wrote to standard error.
    package let output: String

    /// Whether it ended with status 0.
    package var isSuccess: Bool { ending == .exited(0) }
  }

  /// The longest that what tests run takes on a busy machine, unless it is told to.
  package static let limit = Duration.seconds(600)

  /// Runs a program.
  ///
  /// - Parameters:
  ///   - words: The program, found as a shell finds it, and its arguments.
  ///   - environment: All that it sees; what this process sees unless it is said.
  ///   - limit: How long it may take on a busy machine before it is called hung.
  /// - Throws: `ChildError` when it cannot be started, or does not end; what it started is killed with
  ///   it then.
  package static func run(
    _ words: [String], in folder: String = "/",
    environment: [String: String] = ProcessInfo.processInfo.environment, input: Data = Data(),
    within limit: Duration = Self.limit
  ) throws -> Answer {
    let place = NSTemporaryDirectory() + "merlon-tool-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: place) }
    try input.write(to: URL(filePath: place + "/input"))
    let child = try Child(
      words[0], Array(words.dropFirst()), environment: environment, folder: folder,
      label: place + "/said", input: place + "/input", isLeader: true)
    let deadline = ContinuousClock.now + limit
    while true {
      if let ending = child.ended() {
        return Answer(ending: ending, output: child.output + child.error)
      }
      guard ContinuousClock.now < deadline else { break }
      usleep(1000)
    }
    kill(-child.id, SIGKILL)
    throw ChildError(
      words.joined(separator: " "),
      "it did not end within \(limit); it said: \(child.output)\(child.error)")
  }
}
