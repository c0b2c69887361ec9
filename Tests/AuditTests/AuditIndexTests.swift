import Attestation
import Audit
import Foundation
import GitStore
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// Questions of auditors, answered from the index.
@Suite struct AuditIndexTests {
  let fixture: AuditFixture
  let path: String

  init() throws { try self.init(AuditFixture()) }

  init(_ fixture: AuditFixture) {
    self.fixture = fixture
    path = fixture.scratch.path + "/index.sqlite"
  }

  func index() throws -> AuditIndex {
    try AuditIndex(
      at: path,
      AuditVerification.Request(
        repositoryAt: fixture.repository, branch: AuditFixture.branch, pins: nil, store: nil,
        checkpoint: nil, now: AuditFixture.time(1000)))
  }

  func ask(_ question: Question, _ set: (inout AuditFilter) -> Void = { _ in }) throws -> Answer {
    var filter = AuditFilter()
    set(&filter)
    let index = try index()
    #expect(index.findings == [])
    return try index.answer(question, filter)
  }

  /// One column of an answer in words.
  func column(_ name: String, _ answer: Answer) throws -> [String] {
    let place = try #require(answer.columns.firstIndex { $0.name == name })
    return answer.rows.map { Answer.text($0[place]) }
  }

  @Test func `what ran on a host at an instant, and what it enforced`() throws {
    let now = try ask(.running)
    #expect(try column("digest", now) == [fixture.digest(2).hex])
    #expect(try column("requirements", now) == ["public"])
    let then = try ask(.running) {
      $0.set(.at, AuditFixture.time(150))
      $0.set(.host, "edge")
      $0.set(.requirement, "public")
    }
    #expect(try column("digest", then) == [fixture.digest(1).hex])
    #expect(try column("commit", then) == [fixture.commits[1].hex])
    #expect(try ask(.running) { $0.set(.host, "core") }.rows.isEmpty)
    #expect(try ask(.running) { $0.set(.at, AuditFixture.time(1)) }.rows.isEmpty)
  }

  @Test func `where and when an image ran`() throws {
    let runs = try ask(.runs) { $0.set(.image, "web") }
    #expect(try column("digest", runs) == [0, 1, 2].map { fixture.digest($0).hex })
    #expect(try column("ended", runs) == ["replaced", "replaced", ""])
    let until = try column("until", runs)
    #expect(until == [AuditFixture.time(105).description, AuditFixture.time(205).description, ""])
    let part = try ask(.runs) {
      $0.set(.from, AuditFixture.time(106))
      $0.set(.to, AuditFixture.time(150))
    }
    #expect(try column("digest", part) == [fixture.digest(1).hex])
  }

  @Test func `when a requirement was enforced, not enforced, or nobody knows`() throws {
    try fixture.append([fixture.probes(2, .failed)], to: .host("edge"), at: AuditFixture.time(300))
    try fixture.append([fixture.probes(2, .passed)], to: .host("edge"), at: AuditFixture.time(310))
    try fixture.append(
      [fixture.event(2, .stopped, at: 400)], to: .host("edge"), at: AuditFixture.time(400))
    let answer = try ask(.enforcement) { $0.set(.requirement, "public") }
    let states = zip(try column("state", answer), try column("from", answer)).map { "\($0) \($1)" }
    func at(_ seconds: Int) -> String { AuditFixture.time(seconds).description }
    #expect(
      states == [
        "enforced \(at(5))", "enforced \(at(105))", "enforced \(at(205))",
        "not enforced \(at(300))", "enforced \(at(310))",
      ])
    #expect(try column("to", answer).last == at(400))
    #expect(try ask(.enforcement) { $0.set(.requirement, "other") }.rows.isEmpty)
    #expect(throws: AuditError.self) { try ask(.enforcement) }
  }

  @Test func `every change of a period, with the proof`() throws {
    let all = try ask(.changes)
    #expect(try column("commit", all) == fixture.commits.map(\.hex))
    #expect(try column("passed", all) == ["yes", "yes", "yes"])
    #expect(all.notes.contains { $0.contains("3 policy commits") && $0.contains("of 3 between") })
    #expect(all.notes.contains("each has a verdict"))
    let position = try LedgerPosition(
      message: fixture.git("log", "-1", "--format=%B", AuditFixture.ledger))
    let root = try #require(position?.tree.root.description)
    #expect(all.notes.contains { $0.contains("signs the root \(root) over all 15 lines") })
    let part = try ask(.changes) { $0.set(.from, AuditFixture.time(100)) }
    #expect(try column("commit", part) == fixture.commits.dropFirst().map(\.hex))
  }

  @Test func `changes that were read before they were judged keep their places`() throws {
    func change(_ number: Int) throws -> (CommitID, LedgerEntry) {
      let tip = try fixture.git("rev-parse", AuditFixture.branch)
      let id = try AuditFixture.commit(
        fixture.scratch, fixture.repository, tree: fixture.git("rev-parse", tip + "^{tree}"),
        parents: [tip], signedBy: fixture.person, at: AuditFixture.time(number * 100),
        message: "Change \(number)\n")
      try fixture.git("update-ref", "refs/heads/" + AuditFixture.branch, id)
      let commit = try #require(CommitID(hex: id))
      let verdict = VerificationSummary(
        subject: .commit(commit), verifier: "v", time: AuditFixture.time(number * 100 + 1),
        resource: "r", policy: .commit(commit), verdict: .passed, reason: "ok")
      return (commit, LedgerEntry(about: commit, statement: verdict.statement))
    }
    _ = try ask(.changes)
    let (third, firstVerdict) = try change(3)
    try fixture.append([fixture.event(2, .stopped, at: 310)], at: AuditFixture.time(310))
    _ = try ask(.changes)
    let (fourth, secondVerdict) = try change(4)
    try fixture.append([firstVerdict, secondVerdict], at: AuditFixture.time(410))
    let all = try ask(.changes)
    #expect(try column("commit", all) == (fixture.commits + [third, fourth]).map(\.hex))
    #expect(all.notes.contains { $0.contains("5 policy commits") && $0.contains("of 5 between") })
  }

  @Test func `the evidence of one change`() throws {
    let answer = try ask(.evidence) { $0.set(.commit, fixture.commits[1].short) }
    #expect(answer.rows.count == 8)
    #expect(
      Set(try column("kind", answer)) == ["commit", "verdict", "build", "deployment", "probes"])
    let digests = try fixture.note(1).map { Digest.sha256($0).hex }
    #expect(Set(digests).isSubset(of: try column("sha256", answer)))
  }

  @Test func `refusals, drift, lag, weakenings, duties and keys`() throws {
    let refusal = VerificationSummary(
      subject: .commit(fixture.commits[2]), verifier: "v", time: AuditFixture.time(300),
      resource: "r", policy: .commit(fixture.commits[2]), verdict: .failed, reason: "refused",
      diagnostics: [Diagnostic(at: SourceLocation(file: "web.yaml", line: 1, column: 2), "bad")])
    try fixture.append(
      [fixture.entry(2, refusal.statement), fixture.event(2, .failed, at: 301)],
      at: AuditFixture.time(302))
    try fixture.append([fixture.event(2, .enforced, at: 321)], at: AuditFixture.time(321))
    let refusals = try ask(.refusals)
    #expect(try column("diagnostics", refusals) == ["web.yaml:1:2: error: bad"])
    let drift = try ask(.drift)
    #expect(try column("milliseconds", drift) == ["20000"])
    let lag = try ask(.lag)
    #expect(try column("image", lag) == ["web", "all"])
    #expect(try column("p50", lag) == ["5000", "5000"])
    #expect(try column("count", lag) == ["3", "3"])
    #expect(try ask(.weakenings).rows.isEmpty)
    let duties = try ask(.duties)
    #expect(try column("people", duties) == Array(repeating: "two people", count: 3))
    #expect(try column("signer", duties) == Array(repeating: "ann@example.com", count: 3))
    let keys = try ask(.keys)
    let rows = keys.rows.map { $0.prefix(4).map(Answer.text).joined(separator: " ") }
    #expect(rows.contains("ann@example.com policy commit 3"))
    #expect(rows.contains("host@edge merlon/hosts/edge deployment 6"))
    #expect(rows.contains("controller@merlon merlon/ledger build 3"))
  }

  @Test func `the index costs only what is new, and is made again when it is damaged`() throws {
    let first = try ask(.runs).rows
    #expect(first.count == 3)
    try fixture.append([fixture.event(2, .stopped, at: 300)], at: AuditFixture.time(300))
    #expect(try column("ended", try ask(.runs)).last == "stopped")
    let good = try Data(contentsOf: URL(filePath: path))
    var random = SplitMix64(seed: 7)
    for _ in 0..<12 {
      var bad = good
      for _ in 0..<200 {
        let place = Int.random(in: 0..<bad.count, using: &random)
        bad[place] = UInt8.random(in: 0...255, using: &random)
      }
      // The header of the file, so that it cannot be passed over.
      bad[0] ^= 1
      try bad.write(to: URL(filePath: path))
      #expect(try column("ended", try ask(.runs)) == ["replaced", "replaced", "stopped"])
    }
    try FileManager.default.removeItem(atPath: path)
    #expect(try ask(.runs).rows.count == 3)
  }

  @Test func `what a host says in the controller's place is in no answer`() throws {
    let event = FleetEvent(
      kind: .suspended, revision: fixture.commits[2], time: AuditFixture.time(300),
      actor: "edge", detail: "so")
    let before = try ask(.changes).rows
    try fixture.append(
      [
        fixture.verdict(2), fixture.build(2, requirements: ["forged"]),
        fixture.entry(2, event.statement), fixture.event(2, .stopped, host: "core", at: 300),
      ], to: .host("edge"), at: AuditFixture.time(300))
    let index = try index()
    #expect(index.findings.map(\.kind) == [.role, .role, .role, .role])
    #expect(try index.answer(.changes, AuditFilter()).rows == before)
    #expect(try index.answer(.overrides, AuditFilter()).rows.isEmpty)
    #expect(try index.answer(.drift, AuditFilter()).rows.isEmpty)
    #expect(
      try column("requirements", index.answer(.running, AuditFilter())) == ["public"])
  }

  @Test func `what is wrong with the ledger comes with the answer`() throws {
    _ = try index()
    try fixture.append([fixture.event(2)], signedBy: fixture.host, at: AuditFixture.time(300))
    for _ in 0..<2 {
      let index = try index()
      #expect(Set(index.findings.map(\.kind)) == [.role])
      #expect(try index.answer(.runs, AuditFilter()).rows.count == 3)
    }
  }

  @Test func `every question takes every part of a filter`() throws {
    let index = try index()
    for question in Question.all {
      var every = AuditFilter()
      for field in AuditFilter.Field.allCases {
        var filter = AuditFilter()
        if question.name == "evidence" { filter.set(.commit, fixture.commits[1].hex) }
        if question.name == "enforcement" { filter.set(.requirement, "public") }
        let isTime = [AuditFilter.Field.at, .from, .to].contains(field)
        if isTime { filter.set(field, AuditFixture.time(-1)) } else { filter.set(field, "abcd") }
        if isTime { every.set(field, AuditFixture.time(-1)) } else { every.set(field, "abcd") }
        let rows = try index.answer(question, filter).rows
        // Nothing is called so, and nothing had happened before then; orders and key changes for all
        // images there are none.
        #expect(rows.isEmpty || field == .from, "\(question.name) --\(field) \(rows)")
      }
      _ = try index.answer(question, every)
    }
  }

  @Test func `what fits a filter is left, and nothing else`() throws {
    let index = try index()
    let given: [(AuditFilter.Field, String)] = [
      (.image, "web"), (.host, "edge"), (.requirement, "public"),
      (.commit, fixture.commits[1].hex),
    ]
    let asked: [Question] = [.running, .runs, .enforcement, .changes, .evidence, .duties, .keys]
    for question in asked + [.lag, .rebuilds] {
      for (field, value) in given {
        var filter = AuditFilter()
        filter.set(.at, AuditFixture.time(150))
        if question.name == "evidence" { filter.set(.commit, fixture.commits[1].hex) }
        if question.name == "enforcement" { filter.set(.requirement, "public") }
        filter.set(field, value)
        let answer = try index.answer(question, filter)
        #expect(!answer.rows.isEmpty, "\(question.name) --\(field)")
        guard field == .commit, answer.columns.contains(where: { $0.name == "commit" }) else {
          continue
        }
        #expect(answer.rows.allSatisfy { answer.text("commit", in: $0) == value })
      }
    }
  }

  @Test func `csv is quoted, and no spreadsheet takes a cell for a formula`() throws {
    let event = FleetEvent(
      kind: .suspended, revision: fixture.commits[2], time: AuditFixture.time(300),
      actor: "=1+1", detail: "a \"b\", c\nd")
    try fixture.append([fixture.entry(2, event.statement)], at: AuditFixture.time(300))
    try fixture.refuse(#require(StandingOrder(event)), on: 2, at: 300)
    let csv = try ask(.overrides).csv
    #expect(csv.hasPrefix("what,time,until,image,commit,actor,detail,signer\r\n"))
    #expect(csv.contains(",'=1+1,\"a \"\"b\"\", c\nd\",\r\n"), "\(csv)")
  }
}
