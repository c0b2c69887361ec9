import Foundation
import Glibc
import TestSupport
import Testing
import Vocabulary

/// Whatever is killed at whatever moment, the next run finishes the job.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct KillTests {
  @Test func `a reconciler killed at any moment loses and doubles nothing`() async throws {
    try await Fleet.withCommitted { fleet in
      let innerPort = try LocalPort.free()
      try fleet.write(FleetPolicy.inner(port: innerPort), to: "images/inner.yaml")
      var commits = [try await fleet.commit("Two images")]
      var agent = try await fleet.startHost()
      try await fleet.reconcile(expecting: 0)
      for seed in Seeds.first(6) {
        var random = SplitMix64(seed: seed)
        try await change(fleet, seed, &commits, &random)
        let reconciler = try fleet.startMerlon("reconcile")
        let pause = Duration.milliseconds(Int.random(in: 0...400, using: &random))
        if Bool.random(using: &random) { try await change(fleet, seed, &commits, &random) }
        try await Task.sleep(for: pause)
        reconciler.send(SIGKILL)
        #expect(try await reconciler.wait() == .signalled(SIGKILL), "seed \(seed)")
        if Int.random(in: 0..<4, using: &random) == 0 {
          agent.send(SIGKILL)
          _ = try await agent.wait()
          agent = try await fleet.startHost()
        }
        if Int.random(in: 0..<3, using: &random) == 0,
          let monitor = fleet.monitors.keys.sorted().randomElement(using: &random)
        {
          kill(monitor, SIGKILL)
        }
        if Bool.random(using: &random) { try await finish(fleet, commits, "seed \(seed)") }
      }
      try await finish(fleet, commits, "at the end")
      try await fleet.merlon("host", "stop", "local")
      #expect(try await agent.wait() == .exited(0))
      try await Patience.wait(until: "the end of all processes") {
        ProcessTable.running(with: fleet.root).isEmpty
      }
    }
  }

  /// Commits a page, or something that affects no image, or something wrong.
  private func change(
    _ fleet: Fleet, _ seed: UInt64, _ commits: inout [String], _ random: inout SplitMix64
  ) async throws {
    let number = commits.count
    let wrong = "requirements/wrong.yaml"
    try? FileManager.default.removeItem(atPath: fleet.path + "/" + wrong)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: try fleet.write("kind: Nonsense \(number)\n", to: wrong)
    case 1: try fleet.write("Note \(number)\n", to: "README.md")
    default: try fleet.write("<h1>\(number)</h1>\n", to: "site/index.html")
    }
    commits.append(try await fleet.commit("Change \(number), seed \(seed)"))
  }

  /// One pass finishes everything: the ledger is whole, and the hosts run what it says.
  func finish(_ fleet: Fleet, _ commits: [String], _ when: String) async throws {
    let outcome = try await fleet.merlon("reconcile", "--once")
    let audit = try await fleet.merlon("audit", "--output", "json")
    #expect(audit.status == 0, "\(when): \(audit)")
    let verdicts = try await fleet.verdicts()
    #expect(Set(verdicts.keys) == Set(commits), "\(when)")
    let isRefused = verdicts[commits[commits.count - 1]] == "FAILED"
    #expect(outcome.status == (isRefused ? 1 : 0), "\(when): \(outcome)")
    for commit in commits { try await fleet.expectWholeNote(on: commit, when) }
    let status = try await fleet.status()
    let inForce = commits.last { verdicts[$0] == "PASSED" }
    #expect(status["inForce"]?.string == inForce, "\(when)")
    let states = status["instances"]?.array?.map { $0["state"]?.string }
    #expect(states == ["serving", "serving"], "\(when)")
    let page = try await fleet.git("show", "\(inForce ?? "HEAD"):site/index.html")
    #expect(LocalPort.get("/", at: fleet.port)?.body == page + "\n", "\(when)")
    try await Patience.wait(until: "one monitor for each instance, \(when)") {
      fleet.monitors.count == 2
    }
  }

  @Test func `a host agent that was killed is followed by one that serves`() async throws {
    try await Fleet.withCommitted { fleet in
      let agent = try await fleet.startHost()
      try await fleet.reconcile(expecting: 0)
      let before = Set(fleet.monitors.keys)
      #expect(before.count == 1)
      agent.send(SIGKILL)
      #expect(try await agent.wait() == .signalled(SIGKILL))
      let alone = try await fleet.merlon("status")
      #expect(alone.status == 1 && alone.output.contains("cannot be reached"), "\(alone)")
      let unreachable = try await fleet.merlon("reconcile", "--once")
      #expect(
        unreachable.status == 2 && unreachable.error.contains("merlon host run"),
        "\(unreachable)")
      let next = try await fleet.startHost()
      try await fleet.reconcile(expecting: 0)
      #expect(fleet.ask("/admin/") == 200)
      try await Patience.wait(until: "one monitor") { fleet.monitors.count == 1 }
      #expect(before.isDisjoint(with: fleet.monitors.keys))
      #expect(try await fleet.merlon("host", "stop", "local").status == 0)
      #expect(try await next.wait() == .exited(0))
      try await Patience.wait(until: "no process") {
        ProcessTable.running(with: fleet.root).isEmpty
      }
    }
  }
}
