import Foundation

/// All series of one run, and the files that tell of them.
struct FiguresRun {
  let extent: Extent
  let figures: [FigureName]
  let hasPeers: Bool
  let folder: String

  /// Measures, writes and prints; tells whether all goals are met.
  func callAsFunction() async throws -> Bool {
    try Room.furnish()
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    say("building images and preparing servers")
    let field = try Field(peers: hasPeers, figures: figures)
    var results: [FigureResult] = []
    for figure in figures {
      say("measuring figure \(figure.rawValue)")
      let result = try await measure(figure, field)
      try write(result)
      results.append(result)
    }
    let goals = results.flatMap(\.goals)
    let text = markdown(results, goals)
    try write(text, to: "figures.md")
    print(text)
    for goal in goals { print(goal.line) }
    return goals.allSatisfy(\.isMet)
  }

  private func measure(_ figure: FigureName, _ field: Field) async throws -> FigureResult {
    switch figure {
    case .throughput: try Throughput(field: field, extent: extent).run()
    case .generation: try Generation(works: field.works, extent: extent).run()
    case .reboots: try Reboots(field: field, extent: extent).run()
    case .delay: try RequestDelay(field: field, extent: extent).run()
    case .memory: try await MemoryUse(field: field, extent: extent).run()
    case .tls: try Handshakes(field: field, extent: extent).run()
    }
  }

  private func write(_ result: FigureResult) throws {
    try write(result.table.csv, to: result.name + ".csv")
    for plot in result.plots {
      try write(plot.script, to: plot.name + ".gp")
      try Tool.run(["env", "-C", folder, "gnuplot", plot.name + ".gp"])
    }
  }

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder).appending(path: name))
  }

  private func markdown(_ results: [FigureResult], _ goals: [Goal]) -> String {
    let tables = results.flatMap(\.plots).map(\.markdown)
    let lines = goals.map { goal in
      "| \(goal.sample.name) | \(Figure.text(goal.sample.median)) \(goal.sample.unit) | "
        + "\(goal.isFloor ? "≥" : "≤") \(Figure.text(goal.bound)) | "
        + "\(goal.isMet ? "met" : "missed") |\n"
    }
    return tables.joined(separator: "\n")
      + "\n### Goals\n\n| what | median | goal | |\n| --- | ---: | ---: | --- |\n" + lines.joined()
      + "\nMedians, and quartiles, of rounds: \(extent.rounds); all servers in turn in each; server on "
      + "one processor, client on the other.\n"
      + (Needs.hasTap ? "" : "No /dev/net/tun: unikernels are behind the slower `user` network.\n")
      + "1 peer skipped: QEMU virtual machine: "
      + Needs.virtualMachineObstacle() + ".\n"
  }

  /// What happens, for those who wait.
  private func say(_ text: String) {
    FileHandle.standardError.write(Data("figures: \(text)\n".utf8))
  }
}
