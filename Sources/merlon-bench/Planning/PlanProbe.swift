import ArgumentParser
import Foundation
import GitStore
import Planning
import Reconciler
import Vocabulary

/// `merlon-bench plan-probe`: one process of `merlon-bench plan`, which measures itself.
struct PlanProbe: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "plan-probe", shouldDisplay: false)

  @Option var repository: String
  @Option var index: String
  /// How many incremental plans follow the first one.
  @Option var steps = 0
  @Option(parsing: .upToNextOption) var commits: [String]

  func run() throws {
    let ids = commits.compactMap { CommitID(hex: $0) }
    guard let first = ids.first else { throw ValidationError("no commits") }
    let empty = try Self.resident()
    var reader = PolicyReader(repositoryAt: repository, indexAt: index)
    let reading = try reader.revision(first)
    var plan = try reader.plan(reading, since: nil, at: .now).plan
    var revision = reading.revision
    let ready = Stopwatch.now
    let memory = try Self.resident() - empty
    var times: [JSON] = []
    for step in 0..<steps {
      let stepWatch = Stopwatch()
      // To the newest commit, and back again.
      let place = (step + 1) % (2 * ids.count - 2)
      let id = ids[min(place, 2 * ids.count - 2 - place)]
      let reading = try reader.revision(id, after: revision)
      let next = try reader.plan(reading, since: plan, at: .now)
      let changes = next.changes
      let time = stepWatch.milliseconds
      guard changes.count == 1 else { throw Failure("a step changed \(changes.count) images") }
      (revision, plan) = (reading.revision, next.plan)
      times.append(.integer(Int(time * 1000)))
    }
    print(
      JSON.object([
        "ready": .integer(ready), "bytes": .integer(memory), "stepMicroseconds": .array(times),
      ]).canonical)
  }

  /// Resident memory of this process, in bytes.
  private static func resident() throws -> Int {
    let words = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(
      separator: " ")
    guard words.count > 1, let pages = Int(words[1]) else {
      throw Failure("the system does not tell this process's memory")
    }
    return pages * 4096
  }
}
