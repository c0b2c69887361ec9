/// TLS handshakes a second, full and resumed, and who was the bottleneck.
struct Handshakes {
  let field: Field
  let extent: Extent

  private static let full = "full"
  private static let resumed = "resumed"

  func run() throws -> FigureResult {
    let contenders = field.contenders.filter { $0.isEncrypted && !$0.kind.isContainer }
    var (found, server, client) = (Measurements(), Measurements(), Measurements())
    var table = FigureResult.Table(columns: [
      "server", "handshake", "round", "per_second", "server_processor", "client_processor",
    ])
    try field.serving(contenders) {
      for round in 1...extent.rounds {
        for place in [Self.full, Self.resumed] {
          for one in contenders {
            let result = try Client.handshakes(
              with: one, resumed: place == Self.resumed, seconds: extent.seconds)
            found.add(result.rate, of: one.name, at: place)
            server.add(100 * result.server, of: one.name, at: place)
            client.add(100 * result.client, of: one.name, at: place)
            table.rows.append([
              one.name, place, String(round), String(result.rate), String(result.server),
              String(result.client),
            ])
          }
        }
      }
    }
    let places = [Self.full, Self.resumed]
    func plot(_ name: String, _ title: String, _ up: String, _ values: Measurements) -> Plot {
      Plot(
        name: name, title: title, across: "handshake", up: up, places: places,
        series: values.series(at: places, unit: up))
    }
    return FigureResult(
      name: "handshakes", table: table,
      plots: [
        plot("handshakes", "TLS 1.2 handshakes", "/s", found),
        plot("handshakes-server", "Processor time of the server in them", "%", server),
        plot("handshakes-client", "Processor time of the client in them", "%", client),
      ],
      goals: zip(places, [2200.0, 10_000]).map { place, floor in
        Goal(
          name: "handshakes-\(place)",
          sample: Sample(
            "\(place) TLS handshakes", "/s",
            found["\(ContenderKind.secured.rawValue), HTTPS", place]), bound: floor, isFloor: true)
      })
  }
}
