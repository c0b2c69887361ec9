import Attestation
import Audit
import Foundation
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// Keys by their position in the policy's history, and policy commits by their signatures.
@Suite struct TrustTests {
  let fixture: AuditFixture

  init() throws { fixture = try AuditFixture() }

  private init(_ fixture: AuditFixture) { self.fixture = fixture }

  /// Commits a file on top of the policy, and returns the commit.
  @discardableResult
  func commit(
    _ text: String, to file: String = "web.yaml", signedBy key: SigningKey?, at seconds: Int,
    message: String = "Change\n"
  ) throws -> String {
    try fixture.scratch.write(text, to: file, in: fixture.repository)
    try fixture.git("add", "-A")
    let id = try AuditFixture.commit(
      fixture.scratch, fixture.repository, tree: try fixture.git("write-tree"),
      parents: [try fixture.git("rev-parse", "main")], signedBy: key,
      at: AuditFixture.time(seconds), message: message)
    try fixture.git("update-ref", "refs/heads/main", id)
    return id
  }

  func findings(
    from checkpoint: Checkpoint? = nil, pins: AllowedSigners? = nil
  ) throws -> [LedgerFinding] {
    try fixture.verify(from: checkpoint, pins: pins).findings
  }

  /// The controller's verdict on a commit.
  func judge(_ id: String, _ verdict: VerificationSummary.Verdict, at seconds: Int) throws {
    let commit = try #require(CommitID(hex: id))
    let summary = VerificationSummary(
      subject: .commit(commit), verifier: "v", time: AuditFixture.time(seconds), resource: "r",
      policy: .commit(commit), verdict: verdict, reason: "ok")
    try fixture.append(
      [LedgerEntry(about: commit, statement: summary.statement)], at: AuditFixture.time(seconds))
  }

  @Test func `a controller that lets through what nobody, a stranger or it itself signed`() throws {
    for (key, words) in [
      (nil, "not signed"), (fixture.stranger, "unknown key"), (fixture.controller, "unknown key"),
    ] as [(SigningKey?, String)] {
      let fixture = try AuditFixture(commits: 1)
      let tests = TrustTests(fixture)
      let id = try tests.commit("version: x\n", signedBy: key, at: 300)
      try tests.judge(id, .failed, at: 301)
      // A refusal is no finding, nor what comes after it, and it is not forgotten.
      let verification = try fixture.verify()
      #expect(verification.findings == [])
      let good = try tests.commit("version: y\n", signedBy: fixture.person, at: 302)
      try tests.judge(good, .passed, at: 303)
      #expect(try tests.findings() == [])
      #expect(try tests.findings(from: verification.checkpoint) == [])
      try tests.judge(id, .passed, at: 304)
      let findings = try tests.findings()
      #expect(findings.map(\.kind) == [.verdict])
      #expect(findings.first?.place?.hex == id)
      #expect(findings.first?.description.contains(words) == true, "\(findings)")
    }
  }

  @Test func `a controller that lets a backdated commit through`() throws {
    let id = try commit("version: x\n", signedBy: fixture.person, at: 50)
    try judge(id, .passed, at: 301)
    #expect(try findings().map(\.kind) == [.verdict])
    #expect(try findings().first?.place?.hex == id)
  }

  @Test func `a policy branch that was moved`() throws {
    let checkpoint = try #require(try fixture.verify().checkpoint)
    let old = try fixture.git("rev-parse", "main")
    try fixture.git("update-ref", "refs/heads/main", "main~1")
    let rewound = try findings(from: checkpoint)
    #expect(rewound.map(\.kind).allSatisfy { $0 == .rewound } && !rewound.isEmpty, "\(rewound)")
    // The ledger alone shows it, too.
    #expect(try findings().first?.place == fixture.commits[2])
    // A signed transition accounts for it, and nothing else does.
    for (key, isRight) in [(fixture.stranger, false), (fixture.person, true)] {
      let id = try commit(
        "version: 1\n", signedBy: key, at: 400, message: "Back\n\nMerlon-Replaces: \(old)\n")
      #expect(try findings().isEmpty == isRight)
      #expect(try findings(from: checkpoint).isEmpty == isRight)
      if !isRight { try fixture.git("update-ref", "refs/heads/main", id + "~1") }
    }
  }

  @Test func `a key counts from the commit that names it to the one that does not`() throws {
    let next = SigningKey()
    let signers = AuditFixture.signers(
      person: fixture.person, controller: next, host: fixture.host)
    let id = try #require(
      CommitID(
        hex: try commit(
          signers.text, to: ".merlon/allowed_signers", signedBy: fixture.person, at: 300)))
    let verdict = VerificationSummary(
      subject: .commit(id), verifier: "v", time: AuditFixture.time(301), resource: "r",
      policy: .commit(id), verdict: .passed, reason: "ok")
    try fixture.append(
      [LedgerEntry(about: id, statement: verdict.statement)], signedBy: next,
      at: AuditFixture.time(302))
    #expect(try findings() == [])
    // The retired key writes once more, with a date at which it was good.
    try fixture.append([fixture.event(2)], after: next, at: AuditFixture.time(303))
    let findings = try findings()
    #expect(Set(findings.map(\.kind)) == [.signature])
    #expect(findings.first?.description.contains("does not name at that position") == true)
    #expect(findings.first?.place?.hex == (try fixture.git("rev-parse", AuditFixture.ledger)))
  }

  @Test func `pins are believed, and not the first commit`() throws {
    let pins = AuditFixture.signers(
      person: fixture.person, controller: fixture.controller, host: fixture.host)
    #expect(try findings(pins: pins) == [])
    let others = AuditFixture.signers(
      person: fixture.person, controller: fixture.stranger, host: fixture.host)
    let found = try findings(pins: others)
    #expect(found.first?.kind == .keys && found.first?.place == fixture.commits[0])
    // What the key that is not pinned signed does not count either.
    #expect(found.contains { $0.kind == .signature })
  }

  @Test func `a key that a stranger adds does not count`() throws {
    let signers = AuditFixture.signers(
      person: fixture.person, controller: fixture.stranger, host: fixture.host)
    let id = try commit(
      signers.text, to: ".merlon/allowed_signers", signedBy: fixture.stranger, at: 300)
    try judge(id, .failed, at: 301)
    #expect(try findings() == [])
    try fixture.append([fixture.event(2)], signedBy: fixture.stranger, at: AuditFixture.time(302))
    #expect(Set(try findings().map(\.kind)) == [.signature, .line])
  }
}
