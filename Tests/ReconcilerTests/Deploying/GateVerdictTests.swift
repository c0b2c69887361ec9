import HostLink
import TestSupport
import Testing
import Vocabulary

@testable import Reconciler

@Suite struct GateVerdictTests {
  private func verdict(
    _ probes: (asked: Int, failed: Int)?, _ answers: AnswerCount?, seconds: Int,
    most percent: Int? = 10, _ results: [ProbeResult] = []
  ) -> GateVerdict? {
    var watch = ProbeCount()
    (watch.asked, watch.failed) = probes ?? (0, 0)
    watch.milliseconds = seconds * 1000
    let row = InstanceStatus(
      fleet: DeployerTests.fleet, desired: DeployerTests.instance("web", 1), state: .serving,
      probes: results, watch: probes == nil ? nil : watch, answers: answers)
    return GateVerdict(
      of: RolloutRules.Gate(errorPercentMax: 0, serverErrorPercentMax: percent, seconds: 60),
      on: row)
  }

  @Test func `an instance is fit if probes and answers are`() {
    let (good, bad) = (
      AnswerCount(all: 100, serverErrors: 10), AnswerCount(all: 100, serverErrors: 11)
    )
    #expect(verdict(nil, good, seconds: 60) == nil)
    #expect(verdict((60, 0), good, seconds: 59) == nil)
    #expect(verdict((60, 0), good, seconds: 60)?.isFit == true)
    #expect(verdict((60, 0), nil, seconds: 60)?.isFit == true)
    #expect(verdict((60, 0), bad, seconds: 60, most: nil)?.isFit == true)
    let unwell = verdict((60, 1), good, seconds: 60)
    #expect(unwell?.reason == "1 of 60 probes failed in 60 s; its gate lets 0 % fail")
    let broken = verdict((60, 0), bad, seconds: 60)
    #expect(broken?.isFit == false)
    #expect(
      broken?.reason == "11 of 100 answers were 5xx in 60 s; its gate lets 10 % be that")
  }

  @Test func `one that answered its probes, and tells of no answer, is unfit`() {
    func result(_ expected: ProbeAnswer, _ verdict: ProbeResult.Verdict) -> ProbeResult {
      ProbeResult(
        probe: Probe(path: "/", expecting: expected), verdict: verdict, detail: "", milliseconds: 1)
    }
    let answered = [result(.status(200), .passed)]
    let silent = verdict((60, 0), nil, seconds: 60, answered)
    #expect(silent?.isFit == false && silent?.reason.contains("has not told how many") == true)
    #expect(verdict((60, 0), nil, seconds: 59, answered) == nil)
    #expect(verdict((60, 0), nil, seconds: 60, most: nil, answered)?.isFit == true)
    let counted = AnswerCount(all: 60, serverErrors: 0)
    #expect(verdict((60, 0), counted, seconds: 60, answered)?.isFit == true)
    // Who was refused got no answer.
    #expect(verdict((60, 0), nil, seconds: 60, [result(.refused, .passed)])?.isFit == true)
  }
}
