/// Starts instance after instance until their memory comes to a bound.
struct Density {
  /// What was found.
  struct Result {
    let count: Int
    let mebibytes: Double
    /// Memory that each instance of the second half added, in MiB.
    let marginal: Double

    /// How many fit the bound, and how many would fit 8 GiB.
    var rows: [Sample] {
      let eight = 8192.0
      let more = max(0, eight - mebibytes) / marginal
      let name = mebibytes >= eight ? "instances in 8 GiB" : "instances in 8 GiB, extrapolated"
      return [
        Sample("instances in \(Figure.text(mebibytes)) MiB", "", [Double(count)]),
        Sample(name, "", [(Double(count) + more).rounded(.down)]),
      ]
    }
  }

  /// Two at a time: what is measured is memory.
  private static let batch = 2

  let image: String
  /// In MiB.
  let budget: Double

  func measure(in fleet: BenchFleet) async throws -> Result {
    var monitors: [Child] = []
    defer { for monitor in monitors { monitor.stop() } }
    var course: [(count: Int, mebibytes: Double)] = []
    while course.last.map({ $0.mebibytes < budget || course.count < 2 }) ?? true {
      // The more there are, the rarer they are all asked.
      for _ in 0..<max(1, monitors.count / 8) {
        let watch = Stopwatch()
        let servers = try (0..<Self.batch).map { _ in
          try BootBench.Server(image: image, in: fleet)
        }
        for server in servers {
          monitors.append(server.monitor)
          try await server.untilItAnswers(since: watch)
        }
      }
      let mebibytes = try monitors.reduce(0) { try $0 + Memory.mebibytes(of: $1.identifier) }
      course.append((monitors.count, mebibytes))
    }
    guard let last = course.last else { throw Failure("nothing was started") }
    let middle = course.last { $0.count <= last.count / 2 } ?? course[0]
    let marginal = (last.mebibytes - middle.mebibytes) / Double(last.count - middle.count)
    return Result(count: last.count, mebibytes: last.mebibytes, marginal: marginal)
  }
}
