import Foundation
import Vocabulary

/// What was measured on a fleet of one size.
struct PlanFigures {
  let images: Int
  /// From exec of a process to its first plan, nothing read before; milliseconds.
  let cold: Sample
  /// The same with the index of the processes before.
  let warm: Sample
  /// From a commit's id to its plan in a process that has the plan before it.
  let incremental: Sample
  /// `git diff-tree -r` on the same two commits, from exec to its end.
  let diffTree: Sample
  /// Bytes of resident memory for each image.
  let memory: Sample

  var samples: [Sample] { [cold, warm, incremental, diffTree, memory] }

  /// Measures; git and Merlon take turns.
  init(of fleet: PlanFleet, runs: Int) throws {
    images = fleet.images
    let commits = try fleet.history()
    var (cold, warm, bytes): ([Double], [Double], [Double]) = ([], [], [])
    for run in 0..<(images > 20_000 ? 1 : 3) {
      let probe = try Probe(fleet, commits, index: "\(fleet.state)/cold-\(run)")
      cold.append(probe.milliseconds)
    }
    for _ in 0..<min(runs, 5) {
      let probe = try Probe(fleet, commits, index: "\(fleet.state)/cold-0")
      warm.append(probe.milliseconds)
      bytes.append(probe.bytes / Double(fleet.images))
    }
    var (steps, diffs): ([Double], [Double]) = ([], [])
    for round in 0..<3 {
      steps += try Probe(fleet, commits, index: "\(fleet.state)/cold-0", steps: runs * 4).steps
      for number in 0..<runs {
        let place = (round * runs + number) % (commits.count - 1)
        let watch = Stopwatch()
        try fleet.git("-C", fleet.repository, "diff-tree", "-r", commits[place], commits[place + 1])
        diffs.append(watch.milliseconds)
      }
    }
    let size = "\(images) images"
    self.cold = Sample("cold full load, \(size)", "ms", cold)
    self.warm = Sample("start with index, \(size)", "ms", warm)
    incremental = Sample("incremental plan, \(size)", "ms", steps)
    diffTree = Sample("git diff-tree -r, \(size)", "ms", diffs)
    memory = Sample("memory for each image, \(size)", "B", bytes)
  }

  /// Runs a process that measures itself.
  private struct Probe {
    let milliseconds: Double
    let bytes: Double
    let steps: [Double]

    init(_ fleet: PlanFleet, _ commits: [String], index: String, steps: Int = 0) throws {
      let output = fleet.state + "/probe"
      let start = Stopwatch.now
      let child = try Child(
        "/proc/self/exe",
        [
          "plan-probe", "--repository", fleet.repository, "--index", index, "--steps", "\(steps)",
          "--commits",
        ] + commits, environment: ["PATH": "/usr/bin:/bin", "HOME": fleet.state], output: output)
      guard child.wait() == 0 else { throw Failure("a probe failed; see above") }
      let answer = try JSON.parse(Array(String(contentsOfFile: output, encoding: .utf8).utf8))
      guard let ready = answer["ready"]?.integer, let bytes = answer["bytes"]?.integer else {
        throw Failure("a probe printed something else")
      }
      milliseconds = Double(ready - start) / 1000
      self.bytes = Double(bytes)
      self.steps = (answer["stepMicroseconds"]?.array ?? []).compactMap(\.integer)
        .map { Double($0) / 1000 }
    }
  }

  /// The goals that sizes allow to check.
  static func goals(_ figures: [PlanFigures]) -> [Goal] {
    func at(_ images: Int) -> PlanFigures? { figures.first { $0.images == images } }
    var goals: [Goal] = []
    if let large = at(100_000) {
      let ratio = large.incremental.median / large.diffTree.median
      goals.append(
        Goal(
          name: "incremental-to-diff-tree",
          sample: Sample("incremental plan / git diff-tree, 100000 images", "×", [ratio]),
          bound: 0.5))
      if let small = at(1_000) {
        let growth = large.incremental.median / small.incremental.median
        goals.append(
          Goal(
            name: "incremental-growth",
            sample: Sample("incremental plan, 100000 images / 1000 images", "×", [growth]),
            bound: 1.5))
      }
    }
    if let middle = at(10_000) {
      goals.append(Goal(name: "start-with-index", sample: middle.warm, bound: 300))
      goals.append(Goal(name: "cold-full-load", sample: middle.cold, bound: 4000))
    }
    // A small fleet has mostly what every process has.
    for size in figures where size.images >= 10_000 {
      goals.append(Goal(name: "memory-\(size.images)", sample: size.memory, bound: 4096))
    }
    return goals
  }
}
