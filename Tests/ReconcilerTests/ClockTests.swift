import Foundation
import Planning
import Reconciler
import Synchronization
import TestSupport
import Testing
import Vocabulary

/// The clock crossing a boundary is an event like a commit.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct ClockTests {
  @Test func `a requirement ends when its time is over, and the ledger says so`() async throws {
    try await Fleet.withServing { fleet in
      let verifier = try await fleet.verifier(of: "s3cret")
      let lasting = FleetPolicy.authenticated(alice: verifier)
      // Compiled beforehand: on a busy machine that alone takes half a minute.
      try fleet.write(lasting, to: "requirements/authenticated.yaml")
      #expect(try await fleet.merlon("build", "web").status == 0)
      let end = Instant(
        milliseconds: Int64(Date().timeIntervalSince1970 * 1000) + 60_000)
      let text = lasting.replacingOccurrences(of: "spec:\n", with: "spec:\n  notAfter: \(end)\n")
      try fleet.write(text, to: "requirements/authenticated.yaml")
      let commit = try await fleet.commit("For a minute")
      let watcher = try fleet.startMerlon("reconcile")
      // What was written stays: a test that sleeps through the minute sees it too.
      try await Patience.wait(until: "its end") {
        watcher.output.contains("applies no longer") && watcher.output.hasSuffix("ms\n")
      }
      #expect(Instant.now >= end)
      #expect(watcher.output.contains("1 of 1 probes"), "\(watcher.output)")
      #expect(fleet.ask("/admin/") == 200)
      watcher.send(SIGTERM)
      _ = try await watcher.wait()
      let audit = try await fleet.merlon("audit", "--output", "json")
      #expect(audit.status == 0, "\(audit)")
      let record = try #require(try await fleet.record(of: commit))
      #expect(record["verdict"]?.string == "PASSED")
      #expect(record["builds"]?.array?.count == 2, "with the requirement, and without it")
      #expect(try await fleet.merlon("status").status == 0)
    }
  }

  @Test func `an image is renewed before its validity is over, by whatever clock`() async throws {
    try await Fleet.withCommitted { fleet in
      try fleet.replace("target: spt", by: "target: spt\n  validFor: 2h", in: "images/web.yaml")
      try await fleet.commit("For two hours")
      let time = Mutex(Instant.now)
      let news = Mutex<[PlanNews]>([])
      let reconciler = try await fleet.reconciler(now: { time.withLock { $0 } }) { event in
        if case .planned(let planned) = event { news.withLock { $0.append(planned) } }
      }
      let first = try await reconciler.pass()
      let boundary = try #require(first.nextChange)
      let now = time.withLock { $0 }
      #expect(boundary > now && boundary.milliseconds <= now.milliseconds + 3_600_000)
      // Nothing happens before.
      time.withLock { $0 = Instant(milliseconds: boundary.milliseconds - 1) }
      _ = try await reconciler.pass()
      #expect(news.withLock { $0.count } == 1)
      time.withLock { $0 = boundary }
      let second = try await reconciler.pass()
      let renewed = try #require(news.withLock { $0.last })
      #expect(renewed.isByClock && renewed.reasons["web"] == [.renewal])
      #expect(renewed.changes.map(\.kind) == [.rebuilt])
      #expect(
        second.nextChange == Instant(milliseconds: boundary.milliseconds + 3_600_000))
      #expect(try await fleet.merlon("audit").status == 0)
    }
  }
}
