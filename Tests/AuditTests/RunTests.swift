import Attestation
import Audit
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// When what ran, where the story is not that of one image after the other.
@Suite struct RunTests {
  let fixture: AuditFixture

  init() throws {
    fixture = try AuditFixture()
    try fixture.forget()
  }

  private func index() throws -> AuditIndex {
    let index = try AuditIndex(
      at: fixture.scratch.path + "/index.sqlite",
      AuditVerification.Request(
        repositoryAt: fixture.repository, branch: AuditFixture.branch, pins: nil, store: nil,
        checkpoint: nil, now: AuditFixture.time(1000)))
    #expect(index.findings == [])
    return index
  }

  private func verdict(
    _ number: Int, _ verdict: VerificationSummary.Verdict, _ reason: String,
    supersededBy newer: Int? = nil
  ) -> LedgerEntry {
    fixture.entry(
      number,
      VerificationSummary(
        subject: .commit(fixture.commits[number]), verifier: "v",
        time: AuditFixture.time(number * 100 + 1), resource: "r",
        policy: .commit(fixture.commits[number]), verdict: verdict, reason: reason,
        supersededBy: newer.map { fixture.commits[$0] }
      ).statement)
  }

  /// The commits of what ran with a line of the second policy commit, when the second came with
  /// `second`, and for the third the image was built or not.
  private func traces(_ second: [LedgerEntry], isBuilt: Bool) throws -> [String] {
    try fixture.append(
      [fixture.verdict(0), fixture.build(0), fixture.event(0)] + second + [fixture.verdict(2)]
        + (isBuilt ? [fixture.build(2), fixture.event(2)] : []),
      at: AuditFixture.time(300))
    return try index().traces(
      of: "web", requirement: nil, from: fixture.commits[1], before: nil
    ).map(\.commit)
  }

  @Test func `a line of a superseded commit is not in what ran before the next build`() throws {
    let second = verdict(1, .passed, "superseded by another", supersededBy: 2)
    #expect(try traces([second], isBuilt: true) == [fixture.commits[2].hex])
  }

  @Test func `a line of a refused commit is not in what ran before the next build`() throws {
    let second = verdict(1, .failed, "refused")
    #expect(try traces([second], isBuilt: true) == [fixture.commits[2].hex])
  }

  @Test func `a line for which nothing had to be built is in what runs`() throws {
    let second = verdict(1, .passed, "superseded by another", supersededBy: 2)
    #expect(try traces([second], isBuilt: false) == [fixture.commits[0].hex])
  }

  @Test func `a line that never came into force is in nothing`() throws {
    try fixture.append(
      [fixture.verdict(0), fixture.build(0), fixture.event(0), verdict(1, .failed, "refused")],
      at: AuditFixture.time(300))
    let traces = try index().traces(
      of: "web", requirement: nil, from: fixture.commits[1], before: nil)
    #expect(traces == [])
  }

  @Test func `an image that never served leaves no gap, and says nothing`() throws {
    try fixture.append(
      [
        fixture.verdict(0), fixture.verdict(1), fixture.verdict(2), fixture.build(0),
        fixture.build(1, requirements: []), fixture.build(2), fixture.event(0),
        fixture.event(1, .booted), fixture.event(1, .failed, at: 110), fixture.event(2),
      ], at: AuditFixture.time(300))
    var filter = AuditFilter()
    filter.set(.requirement, "public")
    let answer = try index().answer(.enforcement, filter)
    let rows = answer.rows.map { $0[2...4].map(Answer.text).joined(separator: " ") }
    func at(_ seconds: Int) -> String { AuditFixture.time(seconds).description }
    #expect(
      rows == [
        "enforced \(at(5)) \(at(205))", "enforced \(at(205)) \(at(1000))",
      ])
  }

  @Test func `a stray instance that is removed runs no more, and its drift is over`() throws {
    try fixture.append(
      [
        fixture.verdict(0), fixture.verdict(1), fixture.verdict(2), fixture.build(2),
        fixture.event(2), fixture.event(2, .drifted, at: 300), fixture.event(2, .removed, at: 310),
      ], at: AuditFixture.time(320))
    let index = try index()
    let drift = try index.answer(.drift, AuditFilter())
    let place = try #require(drift.columns.firstIndex { $0.name == "milliseconds" })
    #expect(drift.rows.map { $0[place] } == [.integer(10_000)])
    #expect(try index.answer(.running, AuditFilter()).rows.isEmpty)
  }
}
