import Foundation

/// Figure 5: resident memory, idle and under load, each server alone.
struct MemoryUse {
  let field: Field
  let extent: Extent

  private static let idle = "idle"
  private static let busy = "200 connections"

  func run() async throws -> FigureResult {
    var found = Measurements()
    var table = FigureResult.Table(columns: ["server", "state", "round", "mebibytes"])
    for round in 1...extent.rounds {
      for one in field.contenders {
        try one.start()
        defer { one.stop() }
        try Client.beAdmitted(by: one)
        try await Task.sleep(for: .milliseconds(500))
        let idle = try Memory.mebibytes(of: one.process)
        for (place, value) in [(Self.idle, idle), (Self.busy, try await peak(of: one))] {
          found.add(value, of: one.name, at: place)
          table.rows.append([one.name, place, String(round), String(value)])
        }
      }
    }
    let places = [Self.idle, Self.busy]
    let plot = Plot(
      name: "figure-5", title: "Resident memory (PSS)", across: "state", up: "MiB",
      places: places, series: found.series(at: places, unit: "MiB"))
    return FigureResult(name: "figure-5", table: table, plots: [plot], goals: goals(found))
  }

  /// The most that is resident while wrk keeps 200 connections busy.
  private func peak(of one: Contender) async throws -> Double {
    let load = try field.wrk.start(one, connections: 200, seconds: 2)
    defer { load.stop() }
    var most = 0.0
    for _ in 0..<8 {
      try await Task.sleep(for: .milliseconds(200))
      most = max(most, try Memory.mebibytes(of: one.process))
    }
    return most
  }

  private func goals(_ found: Measurements) -> [Goal] {
    let secured = ContenderKind.secured.rawValue
    let added = ["", ", HTTPS"].flatMap { suffix in
      found.paired(
        secured + suffix, ContenderKind.unikernel.rawValue + suffix, at: [Self.busy], -)
    }
    var goals = [
      Goal(
        name: "mechanisms-memory",
        sample: Sample("memory that mechanisms add at 200 connections", "MiB", added), bound: 1)
    ]
    for kind in ContenderKind.allCases where kind.isContainer {
      let part = ["", ", HTTPS"].flatMap { suffix in
        found.paired(secured + suffix, kind.rawValue + suffix, at: [Self.idle, Self.busy]) {
          100 * $0 / $1
        }
      }
      if part.isEmpty { continue }
      goals.append(
        Goal(
          name: "memory-beside-\(kind.isNginx ? "nginx" : "apache")-container",
          sample: Sample("memory beside \(kind.rawValue)", "%", part), bound: 10))
    }
    return goals
  }
}
