/// Figure 3: successful responses a second, by connections.
struct Throughput {
  let field: Field
  let extent: Extent

  func run() throws -> FigureResult {
    var found = Measurements()
    var table = FigureResult.Table(columns: [
      "server", "connections", "round", "responses_per_second", "failures", "server_processor",
    ])
    try field.serving(field.contenders) {
      for round in 1...extent.rounds {
        for connections in extent.connections {
          for one in field.contenders {
            let result = try field.wrk.run(
              one, connections: connections, seconds: extent.seconds)
            found.add(result.rate, of: one.name, at: connections)
            table.rows.append([
              one.name, String(connections), String(round), String(result.rate),
              String(result.failures), String(result.server),
            ])
          }
        }
      }
    }
    let places = extent.connections.map { String($0) }
    let plots = [false, true].map { isEncrypted in
      Plot(
        name: isEncrypted ? "figure-3-https" : "figure-3",
        title: "Successful responses\(isEncrypted ? ", HTTPS" : "")", across: "connections",
        up: "responses/s", places: places,
        series: found.series(at: places, unit: "/s").filter {
          $0.name.hasSuffix(", HTTPS") == isEncrypted
        }, isLogarithmic: true)
    }
    return FigureResult(name: "figure-3", table: table, plots: plots, goals: goals(found))
  }

  /// Where there is load: a single connection measures delay.
  private var loaded: [String] { extent.connections.filter { $0 >= 16 }.map { String($0) } }

  private func goals(_ found: Measurements) -> [Goal] {
    var goals: [Goal] = []
    for (suffix, floor) in [("", 150.0), (", HTTPS", 120.0)] {
      let kind = suffix.isEmpty ? "plain" : "https"
      let secured = ContenderKind.secured.rawValue + suffix
      let cost = found.paired(secured, ContenderKind.unikernel.rawValue + suffix, at: loaded) {
        100 * (1 - $0 / max($1, 1))
      }
      if !cost.isEmpty {
        goals.append(
          Goal(
            name: "mechanisms-throughput-\(kind)",
            sample: Sample("responses that mechanisms cost\(suffix)", "%", cost), bound: 3))
      }
      let ratio = found.paired(secured, ContenderKind.nginx.rawValue + suffix, at: loaded) {
        100 * $0 / max($1, 1)
      }
      if !ratio.isEmpty {
        goals.append(
          Goal(
            name: "nginx-\(kind)", sample: Sample("responses beside nginx\(suffix)", "%", ratio),
            bound: floor, isFloor: true))
      }
    }
    return goals
  }
}
