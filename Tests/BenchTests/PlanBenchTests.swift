import TestSupport
import Testing
import Vocabulary

/// `merlon-bench plan`, in its smallest form: whether it measures, not how fast anything is.
@Suite(.aside, .timeLimit(.minutes(10))) struct PlanBenchTests {
  @Test func `the smallest run measures everything`() throws {
    let scratch = try Scratch()
    // Exit status 1 is a goal that was missed: nothing about this machine is held against a change.
    try scratch.shell(
      "'\(E2E.merlon)-bench' plan --sizes 100 --runs 3 --output json > report || test $? = 1")
    let rows = try JSON.parse(try scratch.read("report"))["rows"]?.array ?? []
    #expect(rows.count >= 4)
    #expect(rows.allSatisfy { $0["medianThousandths"]?.integer != 0 })
  }
}
