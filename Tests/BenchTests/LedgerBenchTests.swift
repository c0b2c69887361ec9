import Foundation
import TestSupport
import Testing
import Vocabulary

/// `merlon-bench ledger`, in its smallest form: whether it measures, not how fast anything is.
@Suite(.timeLimit(.minutes(10))) struct LedgerBenchTests {
  @Test func `the smallest run measures everything and judges the goals`() async throws {
    let scratch = try Scratch()
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let child = try Child(
      E2E.merlon + "-bench",
      ["ledger", "--sizes", "100", "--runs", "3", "--chain", "10", "--output", "json"],
      environment: ["PATH": path, "HOME": scratch.path], folder: scratch.path,
      label: scratch.path + "/bench")
    let ending = try await child.wait()
    #expect(ending == .exited(0) || ending == .exited(1), "\(child.error)")
    let report = try JSON.parse(child.output)
    let rows = (report["rows"]?.array ?? []).compactMap { $0["what"]?.string }
    for part in ["git log --format=%G?", "audit verify, everything", "git notes add", "disk"] {
      #expect(rows.contains { $0.hasPrefix(part) }, "\(rows)")
    }
    #expect((report["goals"]?.array?.count ?? 0) >= 5)
    #expect((report["rows"]?.array ?? []).allSatisfy { $0["medianThousandths"]?.integer != 0 })
  }
}
