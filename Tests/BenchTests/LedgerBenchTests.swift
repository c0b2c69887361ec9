import TestSupport
import Testing
import Vocabulary

/// `merlon-bench ledger`, in its smallest form: whether it measures, not how fast anything is.
@Suite(.aside, .timeLimit(.minutes(10))) struct LedgerBenchTests {
  @Test func `the smallest run measures everything and judges the goals`() throws {
    let scratch = try Scratch()
    // Exit status 1 is a goal that was missed: nothing about this machine is held against a change.
    try scratch.shell(
      "'\(E2E.merlon)-bench' ledger --sizes 100 --runs 3 --chain 10 --output json > report "
        + "|| test $? = 1")
    let report = try JSON.parse(try scratch.read("report"))
    let rows = (report["rows"]?.array ?? []).compactMap { $0["what"]?.string }
    for part in ["git log --format=%G?", "audit verify, everything", "git notes add", "disk"] {
      #expect(rows.contains { $0.hasPrefix(part) }, "\(rows)")
    }
    #expect((report["goals"]?.array?.count ?? 0) >= 5)
    #expect((report["rows"]?.array ?? []).allSatisfy { $0["medianThousandths"]?.integer != 0 })
  }
}
