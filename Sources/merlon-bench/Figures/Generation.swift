import Foundation

/// Figure 4a: the time to generate an image, by mechanisms, from nothing and after one change.
struct Generation {
  let works: ImageWorks
  let extent: Extent

  private static let cold = "empty cache"
  private static let warm = "one option changed"
  private static let untouched = "nothing changed"

  func run() throws -> FigureResult {
    var found = Measurements()
    var table = FigureResult.Table(columns: [
      "case", "jobs", "mechanisms", "round", "milliseconds", "modules_compiled",
    ])
    for round in 1...extent.rounds {
      for jobs in [1, 2] {
        for count in extent.mechanisms {
          for (name, build) in try builds(mechanisms: count, jobs: jobs) {
            found.add(build.milliseconds, of: "\(name), jobs \(jobs)", at: count)
            found.add(Double(build.compiled.count), of: name, at: "compiled")
            table.rows.append([
              name, String(jobs), String(count), String(round), String(build.milliseconds),
              String(build.compiled.count),
            ])
          }
        }
      }
    }
    let places = extent.mechanisms.map { String($0) }
    let plot = Plot(
      name: "figure-4a", title: "Image generation", across: "security mechanisms", up: "ms",
      places: places,
      series: found.series(at: places, unit: "ms").filter { $0.name.contains("jobs") })
    return FigureResult(
      name: "figure-4a", table: table, plots: [plot], goals: goals(found, places))
  }

  /// Builds an image with an empty cache, again, and again with another gateway.
  private func builds(
    mechanisms count: Int, jobs: Int
  ) throws -> [(name: String, build: ImageWorks.Build)] {
    let cache = "cold-cache"
    defer { try? FileManager.default.removeItem(atPath: "\(Room.folder)/\(cache)") }
    func build() throws -> ImageWorks.Build {
      try works.build(to: "generated", cache: cache, jobs: jobs)
    }
    try works.write(mechanisms: count, isEncrypted: false)
    let cold = try build()
    let untouched = try build()
    try works.write(mechanisms: count, isEncrypted: false, gateway: "10.0.2.3")
    return [(Self.cold, cold), (Self.untouched, untouched), (Self.warm, try build())]
  }

  private func goals(_ found: Measurements, _ places: [String]) -> [Goal] {
    let most = extent.mechanisms.last ?? 0
    let cost = [1, 2].flatMap { jobs in
      let name = "\(Self.cold), jobs \(jobs)"
      return zip(found[name, 0], found[name, most]).map { 100 * ($1 / $0 - 1) / Double(most) }
    }
    let warm = places.flatMap { found["\(Self.warm), jobs 2", $0] }
    return [
      Goal(
        name: "mechanism-generation",
        sample: Sample("generation time that each mechanism costs", "%", cost), bound: 5),
      Goal(
        name: "option-rebuild", sample: Sample("image after one option changed", "ms", warm),
        bound: 700),
      Goal(
        name: "untouched-rebuild",
        sample: Sample(
          "compiled when nothing changed", "modules", found[Self.untouched, "compiled"]), bound: 0),
    ]
  }
}
