import CLoadClient

/// Figure 4c: the delay of an authorised request over a connection that stays open.
struct RequestDelay {
  let field: Field
  let extent: Extent

  func run() throws -> FigureResult {
    let contenders = field.contenders.filter { !$0.isEncrypted }
    var found = Measurements()
    var table = FigureResult.Table(columns: ["server", "request", "microseconds"])
    try field.serving(contenders) {
      let connections = contenders.map {
        merlon_keepalive_open($0.address, Int32($0.port))
      }
      defer { for one in connections where one >= 0 { merlon_keepalive_close(one) } }
      // The first requests also pay for the password's verification.
      for number in -20..<extent.requests {
        // In another order each time: who comes after a slow one finds cold caches.
        for (one, connection) in zip(contenders, connections).shuffled() {
          let time = merlon_keepalive_ask(connection, Client.request(one))
          guard time > 0 else { throw Failure("\(one.name) did not answer a request (\(time))") }
          guard number >= 0 else { continue }
          let microseconds = Double(time) / 1000
          found.add(microseconds, of: one.name, at: Self.place)
          table.rows.append([one.name, String(number), String(microseconds)])
        }
      }
    }
    let plot = Plot(
      name: "figure-4c", title: "Authorised request", across: "server", up: "µs",
      places: [Self.place],
      series: found.series(at: [Self.place], unit: "µs", order: contenders.map(\.name)))
    let cost = found.paired(
      ContenderKind.secured.rawValue, ContenderKind.unikernel.rawValue, at: [Self.place], -)
    return FigureResult(
      name: "figure-4c", table: table, plots: [plot],
      goals: [
        Goal(
          name: "mechanisms-delay",
          sample: Sample("delay that mechanisms add to a request", "µs", cost), bound: 50)
      ])
  }

  private static let place = "one connection"
}
