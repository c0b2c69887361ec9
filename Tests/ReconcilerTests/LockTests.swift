import Foundation
import Glibc
import TestSupport
import Testing

/// One repository has one reconciler.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct LockTests {
  @Test func `of several that start at once exactly one works, and the others name it`()
    async throws
  {
    try await Fleet.withServing { fleet in
      for seed in Seeds.first(6) {
        var random = SplitMix64(seed: seed)
        var reconcilers: [Child] = []
        for _ in 0..<Int.random(in: 2...4, using: &random) {
          reconcilers.append(try fleet.startMerlon("reconcile"))
          let pause = Int.random(in: -30...30, using: &random)
          if pause > 0 { try await Task.sleep(for: .milliseconds(pause)) }
        }
        let page = "<h1>seed \(seed)</h1>\n"
        try fleet.write(page, to: "site/index.html")
        let commit = try await fleet.commit("Seed \(seed)")
        try await Patience.wait(until: "the end of all but one, seed \(seed)") {
          reconcilers.count { !$0.hasEnded } <= 1
        }
        let worker = try #require(reconcilers.first { !$0.hasEnded }, "seed \(seed)")
        for other in reconcilers where other !== worker {
          #expect(try await other.wait() == .exited(2), "seed \(seed)")
          #expect(
            other.error.contains("process \(worker.id),") && other.error.contains("stop it first"),
            "seed \(seed): \(other.error)")
          #expect(other.output.isEmpty, "seed \(seed): \(other.output)")
        }
        try await Patience.wait(until: "the new page, seed \(seed)") {
          LocalPort.get("/", at: fleet.port)?.body == page
        }
        worker.send(Bool.random(using: &random) ? SIGKILL : SIGTERM)
        _ = try await worker.wait()
        try await fleet.reconcile(expecting: 0)
        try await fleet.expectWholeNote(on: commit, "seed \(seed)")
      }
      #expect(try await fleet.merlon("audit").status == 0)
    }
  }
}
