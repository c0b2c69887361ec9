/// TLS handshakes a second, full and resumed.
///
/// OpenSSL needs more time for its side of a handshake than a fast server, so the client is the
/// bottleneck; the processor times tell. What the goals bound is therefore the number of handshakes in
/// a second of the server's processor, which is the rate itself when the server has no time left.
struct Handshakes {
  let field: Field
  let extent: Extent

  private static let full = "full"
  private static let resumed = "resumed"
  private static let rate = "rate"
  private static let capacity = "capacity"
  private static let server = "server"
  private static let client = "client"

  func run() throws -> FigureResult {
    let contenders = field.contenders.filter { $0.isEncrypted && !$0.kind.isContainer }
    var found: [String: Measurements] = [:]
    var table = FigureResult.Table(columns: [
      "server", "handshake", "round", "per_second", "server_processor", "client_processor",
    ])
    try field.serving(contenders) {
      for round in 1...extent.rounds {
        for place in [Self.full, Self.resumed] {
          for one in contenders {
            let result = try Client.handshakes(
              with: one, resumed: place == Self.resumed, seconds: extent.seconds)
            for (name, value) in [
              (Self.rate, result.rate), (Self.capacity, result.rate / max(result.server, 0.01)),
              (Self.server, 100 * result.server), (Self.client, 100 * result.client),
            ] {
              found[name, default: Measurements()].add(value, of: one.name, at: place)
            }
            table.rows.append([
              one.name, place, String(round), String(result.rate), String(result.server),
              String(result.client),
            ])
          }
        }
      }
    }
    let places = [Self.full, Self.resumed]
    func plot(_ name: String, _ title: String, _ up: String) -> Plot {
      Plot(
        name: "handshakes-" + name, title: title, across: "handshake", up: up, places: places,
        series: found[name]?.series(at: places, unit: up) ?? [])
    }
    return FigureResult(
      name: "handshakes", table: table,
      plots: [
        plot(Self.rate, "TLS 1.2 handshakes", "/s"),
        plot(Self.capacity, "Handshakes in a second of the server's processor", "/s"),
        plot(Self.server, "Processor time of the server in them", "%"),
        plot(Self.client, "Processor time of the client in them", "%"),
      ],
      goals: zip(places, [2200.0, 10_000]).map { place, floor in
        Goal(
          name: "handshakes-\(place)",
          sample: Sample(
            "\(place) TLS handshakes in a second of the server's processor", "/s",
            found[Self.capacity]?["\(ContenderKind.secured.rawValue), HTTPS", place] ?? []),
          bound: floor, isFloor: true)
      })
  }
}
