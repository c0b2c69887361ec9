import ArgumentParser
import Foundation

/// `merlon-bench boot`: how soon a guest is there, and how many fit.
struct BootBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boot",
    abstract: "Measures exec to a guest's entry and to its first answer, and how many fit.",
    discussion: """
      All on spt, with user networks. Instances are started until their memory (PSS) comes to \
      --gib; how many fit 8 GiB is worked out from the growth over the second half of them, unless \
      --gib is 8. Two goals are what MirageOS 4.11 on Solo5's spt took on such a machine: 4.5 ms to \
      the first answer, 6.4 MB idle.

      Exits 1 when a goal is missed.

      EXAMPLES
        merlon-bench boot
        merlon-bench boot --runs 51 --gib 8 --output json
      """)

  @Option(help: "How often each start is measured.") var runs = 21
  @Option(help: "How many GiB of memory the instances may take together.") var gib = 0.25
  @Option(help: "text or json.") var output = BenchFormat.text

  func validate() throws {
    guard (1...1000).contains(runs) else {
      throw ValidationError("--runs takes a number from 1 to 1000")
    }
    guard (0.03...64).contains(gib) else {
      throw ValidationError("--gib takes a number from 0.03 to 64")
    }
  }

  func run() async throws {
    let fleet = try BenchFleet()
    defer { fleet.end() }
    let entries = try EntryGuest.entries(in: fleet, runs: runs)
    let image = try fleet.build()
    let answers = try await answers(of: image, in: fleet)
    let density = try await Density(image: image, budget: gib * 1024).measure(in: fleet)
    let answer = Sample("monitor exec to first answer", "ms", answers)
    let memory = Sample("memory of one instance more (PSS)", "MiB", [density.marginal])
    let goals = [
      Goal(
        name: "entry", sample: Sample("monitor exec to guest entry", "ms", entries), bound: 3),
      Goal(name: "first-answer-beside-mirage", sample: answer, bound: 4.5),
      Goal(name: "memory-beside-mirage", sample: memory, bound: 6.1),
    ]
    let rows = goals.map(\.sample) + density.rows
    BenchReport(rows: rows, goals: goals).write(output)
    if !goals.allSatisfy(\.isMet) { throw ExitCode(1) }
  }

  private func answers(of image: String, in fleet: BenchFleet) async throws -> [Double] {
    var times: [Double] = []
    for _ in 0..<runs {
      let watch = Stopwatch()
      let server = try Server(image: image, in: fleet)
      times.append(try await server.untilItAnswers(since: watch))
      server.monitor.stop()
    }
    return times
  }

  /// A monitor of an image, reached at a port of its own.
  struct Server {
    let monitor: Child
    private let port: Int

    init(image: String, in fleet: BenchFleet) throws {
      port = HTTPQuestion.freePort()
      monitor = try fleet.start(
        "merlon-ukvm", "--net:service=user", "--forward:service=tcp:127.0.0.1:\(port):80", image)
    }

    @discardableResult
    func untilItAnswers(since watch: Stopwatch) async throws -> Double {
      try await watch.until("the first answer") {
        HTTPQuestion(port: port, path: "/").ask()?.contains(" 200 ") == true
      }
    }
  }
}

extension BenchFleet {
  /// Builds the image of the new policy and tells where it is.
  func build() throws -> String {
    let file = folder.appending(path: "web.spt").path
    try commit("first")
    try run("merlon", "build", "web", "--repo", policy.path, "--to", file)
    return file
  }
}
