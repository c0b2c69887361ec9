import Attestation
import Keys
import Reconciler
import Synchronization
import TestSupport
import Testing
import Vocabulary

/// Orders that come while a commit is being built.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct OvertakenTests {
  @Test func `a suspension that comes meanwhile holds what the commit would replace`() async throws
  {
    try await Fleet.withServing { fleet in
      let old = LocalPort.get("/", at: fleet.port)?.body
      let path = fleet.path
      let isGiven = Mutex(false)
      let failure = Mutex<String?>(nil)
      let reconciler = try await fleet.reconciler { event in
        guard case .built = event else { return }
        guard
          isGiven.withLock({ given in
            defer { given = true }
            return !given
          })
        else { return }
        do {
          let state = path + "/.git/merlon"
          let book = try OrderBook(
            repositoryAt: path, branch: "main",
            key: SigningKey(readingFile: state + "/controller.key"), stateFolder: state)
          _ = try book.take(
            StandingOrder(
              .suspended, of: "web", revision: book.inForce, actor: "ann", reason: "incident",
              time: .now, expires: Instant(milliseconds: Instant.now.milliseconds + 3_600_000)))
        } catch { failure.withLock { $0 = "\(error)" } }
      }
      try fleet.write("<h1>newer</h1>\n", to: "site/index.html")
      try await fleet.commit("A newer page")
      let outcome = try await reconciler.pass()
      #expect(failure.withLock { $0 } == nil && isGiven.withLock { $0 })
      #expect(outcome.isHeld, "the order is on the commit before, and counts")
      #expect(LocalPort.get("/", at: fleet.port)?.body == old)
      let resumed = try await fleet.merlon("resume", "web", "--reason", "it is over")
      #expect(resumed.status == 0, "\(resumed)")
      _ = try await reconciler.pass()
      #expect(LocalPort.get("/", at: fleet.port)?.body == "<h1>newer</h1>\n")
      #expect(try await fleet.merlon("audit", "verify").status == 0)
    }
  }
}
