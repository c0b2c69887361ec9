import Foundation
import Glibc
import TestSupport
import Testing
import Vocabulary

/// Nothing is in force before it is recorded.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct FailedAppendTests {
  @Test func `a commit that cannot be recorded waits, and is recorded as what it is`() async throws
  {
    try await Fleet.withServing { fleet in
      let watcher = try fleet.startMerlon("reconcile")
      try await Patience.wait(until: "a pass") { watcher.output.contains("done") }
      // Some other program holds the reference, for longer than anybody waits.
      let lock = fleet.path + "/.git/refs/notes/merlon/ledger.lock"
      try Data().write(to: URL(filePath: lock))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: 3600)], ofItemAtPath: lock)
      let before = try #require(LocalPort.get("/", at: fleet.port)?.body)
      let ledger = try await fleet.git("rev-parse", "refs/notes/merlon/ledger")
      try fleet.write("<h1>recorded</h1>\n", to: "site/index.html")
      let commit = try await fleet.commit("A page")
      try await Patience.wait(until: "the complaint") { watcher.error.contains("trying again") }
      #expect(watcher.error.contains("refs/notes/merlon/ledger"), "\(watcher.error)")
      #expect(LocalPort.get("/", at: fleet.port)?.body == before)
      #expect(try await fleet.git("rev-parse", "refs/notes/merlon/ledger") == ledger)

      #expect(unlink(lock) == 0)
      try await Patience.wait(until: "the new page") {
        LocalPort.get("/", at: fleet.port)?.body == "<h1>recorded</h1>\n"
      }
      watcher.send(SIGTERM)
      _ = try await watcher.wait()
      try await fleet.reconcile(expecting: 0)
      let record = try #require(try await fleet.record(of: commit))
      #expect(record["reason"]?.string?.hasPrefix("web rebuilt") == true, "\(record)")
      #expect(record["builds"]?.array?.count == 1)
      #expect(record["instances"]?.array?.map { $0["event"]?.string } == ["enforced"])
      try await fleet.expectWholeNote(on: commit, "at the end")
      #expect(try await fleet.merlon("audit").status == 0)
    }
  }
}
