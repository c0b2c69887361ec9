import Foundation
import TestSupport
import Testing
import Vocabulary

/// A disk that is full in the middle of a pass.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)),
  .enabled(if: SmallDisk.isPossible, Comment(rawValue: SmallDisk.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct DiskFullTests {
  @Test func `fails clearly, keeps the ledger whole, and finishes once there is room`()
    async throws
  {
    try await Fleet.withCommitted(onDiskOf: 64) { fleet, disk in
      try await fleet.startHost()
      try await fleet.reconcile(expecting: 0)
      var failures = 0
      for (number, rest) in [0, 4, 8, 12, 16, 24, 32, 64, 128, 256, 512].enumerated() {
        let when = "\(rest) KiB left"
        let page = "<h1>\(number)</h1>\n"
        let before = try #require(LocalPort.get("/", at: fleet.port)?.body)
        try fleet.write(page, to: "site/index.html")
        let commit = try await fleet.commit("Page \(number)")
        try disk.fill(leavingKiB: rest)
        let outcome = try await fleet.merlon("reconcile", "--once")
        if outcome.status != 0 {
          failures += 1
          #expect(outcome.status == 2, "\(when): \(outcome)")
          #expect(outcome.description.contains("No space left"), "\(when): \(outcome)")
          #expect(LocalPort.get("/", at: fleet.port)?.body == before, "\(when)")
        }
        let full = try await fleet.merlon("audit")
        #expect(full.status == 0, "\(when): \(full)")
        try disk.empty()
        try await fleet.reconcile(expecting: 0)
        #expect(LocalPort.get("/", at: fleet.port)?.body == page, "\(when)")
        try await fleet.expectWholeNote(on: commit, when)
        let record = try #require(try await fleet.record(of: commit))
        #expect(record["verdict"]?.string == "PASSED", "\(when)")
        #expect(record["builds"]?.array?.count == 1, "\(when)")
        #expect(record["instances"]?.array?.map { $0["event"]?.string } == ["enforced"], "\(when)")
        #expect(try await fleet.merlon("status").status == 0, "\(when)")
      }
      #expect(failures > 0)
    }
  }
}
