import Foundation

/// wrk on the second processor, with alice's credentials.
struct Wrk {
  /// What a run found.
  struct Result {
    /// Responses with a status below 400, a second.
    let rate: Double
    /// Other responses, and connections that broke.
    let failures: Int
    /// The part of the first processor that the server took.
    let server: Double
  }

  private let script: String

  init() throws {
    script = try Room.write(
      """
      done = function(summary, latency, requests)
        local e = summary.errors
        io.write(string.format("tally %d %d %d %d\\n", summary.requests, summary.duration,
          e.status, e.connect + e.read + e.write + e.timeout))
      end

      """, to: "tally.lua")
  }

  /// The words of a run, without their program's placement.
  private func words(_ contender: Contender, connections: Int, seconds: Int) -> [String] {
    [
      "taskset", "-c", "1", "wrk", "-t1", "-c\(connections)", "-d\(seconds)s", "-s", script, "-H",
      "Authorization: \(Mechanisms.credentials)", contender.url,
    ]
  }

  /// Runs to the end.
  func run(_ contender: Contender, connections: Int, seconds: Int) throws -> Result {
    let process = try contender.process
    let before = try ProcessTree.seconds(below: process)
    let watch = Stopwatch()
    let text = try Tool.run(words(contender, connections: connections, seconds: seconds))
    let server = (try ProcessTree.seconds(below: process) - before) * 1000 / watch.milliseconds
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("tally ") }) else {
      throw Failure("wrk did not say what it found: \(text)")
    }
    let numbers = line.split(separator: " ").dropFirst().compactMap { Double($0) }
    guard numbers.count == 4, numbers[1] > 0 else { throw Failure("wrk said \(line)") }
    return Result(
      rate: (numbers[0] - numbers[2]) / (numbers[1] / 1e6),
      failures: Int(numbers[2] + numbers[3]), server: server)
  }

  /// Starts a run that goes on meanwhile.
  func start(_ contender: Contender, connections: Int, seconds: Int) throws -> Child {
    try Tool.start(words(contender, connections: connections, seconds: seconds))
  }
}
