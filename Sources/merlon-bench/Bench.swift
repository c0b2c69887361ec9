import ArgumentParser

/// `merlon-bench`: the one place for speed.
@main
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merlon-bench",
    abstract: "Measures Merlon on this machine and holds each goal against it.",
    subcommands: [
      EndToEnd.self, FiguresBench.self, LedgerBench.self, PlanBench.self, PlanProbe.self,
      LedgerWriter.self,
    ])
}
