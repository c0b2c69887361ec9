/// Figure 3: successful responses a second, by connections.
struct Throughput {
  let field: Field
  let extent: Extent

  func run() throws -> FigureResult {
    var found = Measurements()
    var capacity = Measurements()
    var table = FigureResult.Table(columns: [
      "server", "connections", "round", "responses_per_second", "failures", "server_processor",
    ])
    try field.serving(field.contenders) {
      for round in 1...extent.rounds {
        for connections in extent.connections {
          for one in field.contenders.shuffled() {
            let result = try field.wrk.run(
              one, connections: connections, seconds: extent.seconds)
            found.add(result.rate, of: one.name, at: connections)
            capacity.add(
              result.rate / max(result.server, 0.01), of: one.name, at: connections)
            table.rows.append([
              one.name, String(connections), String(round), String(result.rate),
              String(result.failures), String(result.server),
            ])
          }
        }
      }
    }
    let plots = [false, true].flatMap { isEncrypted in
      [
        plot(found, "", "Successful responses", isEncrypted),
        plot(capacity, "-capacity", Self.capacityTitle, isEncrypted),
      ]
    }
    return FigureResult(name: "figure-3", table: table, plots: plots, goals: goals(found))
  }

  private func plot(
    _ values: Measurements, _ suffix: String, _ title: String, _ isEncrypted: Bool
  ) -> Plot {
    let places = extent.connections.map { String($0) }
    let names = field.contenders.filter { $0.isEncrypted == isEncrypted }.map(\.name)
    let scheme = isEncrypted ? "-https" : ""
    return Plot(
      name: "figure-3\(scheme)\(suffix)", title: title + (isEncrypted ? ", HTTPS" : ""),
      across: "connections", up: "responses/s", places: places,
      series: values.series(at: places, unit: "/s", order: names), isLogarithmic: true)
  }

  /// Shows a server's cost where the client is the bottleneck.
  private static let capacityTitle = "Successful responses in a second of the server's processor"

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
