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

  /// Commits a file on top of the policy, and returns the commit.
  @discardableResult
  func commit(
    _ text: String, to file: String = "web.yaml", signedBy key: SigningKey?, at seconds: Int
  ) throws -> String {
    try fixture.scratch.write(text, to: file, in: fixture.repository)
    try fixture.git("add", "-A")
    let id = try AuditFixture.commit(
      fixture.scratch, fixture.repository, tree: try fixture.git("write-tree"),
      parents: [try fixture.git("rev-parse", "main")], signedBy: key,
      at: AuditFixture.time(seconds), message: "Change\n")
    try fixture.git("update-ref", "refs/heads/main", id)
    return id
  }

  func findings(
    from checkpoint: Checkpoint? = nil, pins: AllowedSigners? = nil
  ) throws -> [LedgerFinding] {
    try fixture.verify(from: checkpoint, pins: pins).findings
  }

  @Test func `a policy commit that nobody, a stranger or the controller signed`() throws {
    for (key, words) in [
      (nil, "not signed"), (fixture.stranger, "unknown key"),
      (fixture.controller, "not a policy signer"),
    ] as [(SigningKey?, String)] {
      let id = try commit("version: x\n", signedBy: key, at: 300)
      let findings = try findings()
      #expect(findings.count == 1)
      #expect(findings.first?.place?.hex == id)
      #expect(findings.first?.description.contains(words) == true, "\(findings)")
      try fixture.git("update-ref", "refs/heads/main", id + "~1")
    }
  }

  @Test func `a controller that lets an unsigned commit through`() throws {
    let id = try #require(CommitID(hex: try commit("version: x\n", signedBy: nil, at: 300)))
    let verdict = VerificationSummary(
      subject: .commit(id), verifier: "v", time: AuditFixture.time(301), resource: "r",
      policy: .commit(id), verdict: .passed, reason: "ok")
    try fixture.append(
      [LedgerEntry(about: id, statement: verdict.statement)], at: AuditFixture.time(302))
    let findings = try findings()
    #expect(Set(findings.map(\.kind)) == [.signature, .verdict])
    #expect(findings.allSatisfy { $0.place == id })
  }

  @Test func `a backdated policy commit`() throws {
    let id = try commit("version: x\n", signedBy: fixture.person, at: 50)
    #expect(try findings().map(\.kind) == [.time])
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
    // A signed transition accounts for it.
    let event = FleetEvent(
      kind: .transitioned, revision: fixture.commits[1], time: AuditFixture.time(400),
      actor: "ann@example.com", detail: "taken back",
      details: .object(["from": .string(old)]))
    try fixture.append(
      [LedgerEntry(about: fixture.commits[1], statement: event.statement)],
      at: AuditFixture.time(401))
    #expect(try findings() == [])
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
      person: fixture.stranger, controller: fixture.controller, host: fixture.host)
    let first = try findings(pins: others).first
    #expect(first?.kind == .signature && first?.place == fixture.commits[0])
  }

  @Test func `a person's key that a stranger adds does not count`() throws {
    let signers = AuditFixture.signers(
      person: fixture.stranger, controller: fixture.controller, host: fixture.host)
    let first = try commit(
      signers.text, to: ".merlon/allowed_signers", signedBy: fixture.stranger, at: 300)
    let second = try commit("version: y\n", signedBy: fixture.stranger, at: 301)
    #expect(try findings().map { $0.place?.hex } == [first, second])
  }
}
