/// Figure 4b: the time of reboots, by their number; and of the first answer over HTTPS.
struct Reboots {
  let field: Field
  let extent: Extent

  private static let kinds: [ContenderKind] = [.unikernel, .secured]

  func run() throws -> FigureResult {
    var found = Measurements()
    var table = FigureResult.Table(columns: ["server", "reboots", "round", "milliseconds"])
    var boots: [Double] = []
    for round in 1...extent.rounds {
      for count in extent.reboots {
        for kind in Self.kinds {
          let one = try field.contender(kind, isEncrypted: false)
          let time = try time(of: one, reboots: count)
          found.add(time, of: one.name, at: count)
          table.rows.append([one.name, String(count), String(round), String(time)])
        }
      }
      let encrypted = try field.contender(.secured, isEncrypted: true)
      for _ in 1...5 {
        boots.append(try encrypted.start())
        encrypted.stop()
        table.rows.append([encrypted.name, "first answer", String(round), String(boots.last ?? 0)])
      }
    }
    let places = extent.reboots.map { String($0) }
    let plot = Plot(
      name: "figure-4b", title: "Unikernel reboot", across: "reboots", up: "ms", places: places,
      series: found.series(at: places, unit: "ms"))
    return FigureResult(
      name: "figure-4b", table: table, plots: [plot],
      goals: Self.kinds.map { goal($0, found) } + [
        Goal(
          name: "first-https-answer",
          sample: Sample("exec to first HTTPS answer", "ms", boots), bound: 15)
      ])
  }

  /// Stops and starts a server that runs, each time until it answers.
  private func time(of one: Contender, reboots: Int) throws -> Double {
    try one.start()
    defer { one.stop() }
    let watch = Stopwatch()
    for _ in 0..<reboots {
      one.stop()
      try one.start()
    }
    return watch.milliseconds
  }

  private func goal(_ kind: ContenderKind, _ found: Measurements) -> Goal {
    let points = extent.reboots.map { count in
      (Double(count), Sample("", "ms", found[kind.rawValue, count]).median)
    }
    return Goal(
      name: "linear-reboots-" + (kind == .secured ? "mechanisms" : "none"),
      sample: Sample("linearity of reboots, \(kind.rawValue) (r²)", "%", [100 * Self.r2(points)]),
      bound: 99, isFloor: true)
  }

  /// How much of what varies a straight line explains: the squared correlation.
  static func r2(_ points: [(Double, Double)]) -> Double {
    let count = Double(points.count)
    let (meanX, meanY) = (
      points.reduce(0) { $0 + $1.0 } / count, points.reduce(0) { $0 + $1.1 } / count
    )
    var (both, first, second) = (0.0, 0.0, 0.0)
    for (x, y) in points {
      both += (x - meanX) * (y - meanY)
      first += (x - meanX) * (x - meanX)
      second += (y - meanY) * (y - meanY)
    }
    return first * second > 0 ? both * both / (first * second) : 0
  }
}
