import ArgumentParser

/// `merlon-bench rollout`: instances replaced under load.
struct RolloutBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollout",
    abstract: "Measures how long it takes to replace all instances of a host, and who notices.",
    discussion: """
      For each size, every instance is replaced by another of the same image, none of them missing
      meanwhile, while clients ask all of them: half with a connection for each question, half on
      connections that they keep. Exits 1 when a goal is missed.

      With --network bridge the instances have addresses of their own on a bridge. That needs root
      and a network namespace, `ip netns add bench`:
        ip netns exec bench merlon-bench rollout --network bridge
      """)

  @Option(help: "How many instances, each size in turn.") var instances = [1, 10, 100]
  @Option(help: "How often each size is rolled.") var runs = 3
  @Option(help: "Threads that ask all the time.") var clients = 2
  @Option(help: "What is before the instances: ports of the host (user), or a bridge.")
  var network = RolloutNetwork.user
  @Option(help: "text or json.") var output = BenchFormat.text

  func validate() throws {
    guard instances.allSatisfy({ (1...1000).contains($0) }), (1...100).contains(runs),
      (2...64).contains(clients)
    else {
      throw ValidationError(
        "--instances takes numbers from 1 to 1000, --runs from 1 to 100, --clients from 2 to 64")
    }
  }

  func run() async throws {
    try network.prepare()
    var goals: [Goal] = []
    for count in instances {
      let fleet = try BenchFleet()
      defer { fleet.end() }
      goals += try await RolloutRun(
        fleet: fleet, network: network, count: count, runs: runs, clients: clients
      ).goals()
    }
    BenchReport(rows: goals.map(\.sample), goals: goals).write(output)
    if !goals.allSatisfy(\.isMet) { throw ExitCode(1) }
  }
}
