import Attestation
import Audit
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// Questions about what was weakened, went back, or was done beside policy.
@Suite struct ExceptionTests {
  let index: AuditIndexTests

  init() throws { index = try AuditIndexTests() }

  private var fixture: AuditFixture { index.fixture }

  private func verdict(_ number: Int, _ callouts: [Callout], at seconds: Int) -> LedgerEntry {
    let summary = VerificationSummary(
      subject: .commit(fixture.commits[number]), verifier: "v", time: AuditFixture.time(seconds),
      resource: "r", policy: .commit(fixture.commits[number]), verdict: .passed, reason: "ok",
      callouts: callouts)
    return fixture.entry(number, summary.statement)
  }

  @Test func `what a verdict calls out is told once, image by image`() throws {
    let place = SourceLocation(file: "requirements/a.yaml", line: 3, column: 5)
    try fixture.append(
      [
        verdict(
          2,
          [
            Callout(
              .weakened, requirement: "public", images: ["api", "web"],
              message: "a limit is higher", at: place),
            Callout(.changed, message: "an option differs", at: place),
          ], at: 300)
      ], at: AuditFixture.time(300))
    let all = try index.ask(.weakenings)
    #expect(try index.column("what", all) == ["changed", "weakened", "weakened"])
    #expect(try index.column("image", all) == ["", "api", "web"])
    #expect(Set(try index.column("place", all)) == ["requirements/a.yaml:3:5"])
    #expect(all.rows.map { all.level(of: $0) } == [.warning, .error, .error])
    let web = try index.ask(.weakenings) { $0.set(.image, "web") }
    #expect(try index.column("detail", web) == ["a limit is higher"])
    #expect(try index.ask(.weakenings) { $0.set(.from, AuditFixture.time(301)) }.rows.isEmpty)
  }

  @Test func `an order is told once, with its end`() throws {
    let index = AuditIndexTests(try AuditFixture(inForce: 2))
    let fixture = index.fixture
    let order = try fixture.order()
    try fixture.record(order, on: 1)
    // It is carried to the commit that follows, and ended before its time.
    try fixture.enforce(2)
    try fixture.record(order, on: 2, at: 210)
    try fixture.record(fixture.order(.resumed, on: 2, at: 400, until: nil), on: 2, at: 400)
    try fixture.record(fixture.order(.undone, on: 2, at: 410, until: nil, to: 1), on: 2, at: 410)
    let all = try index.ask(.overrides)
    #expect(try index.column("what", all) == ["suspended", "resumed"])
    #expect(try index.column("until", all) == [AuditFixture.time(400).description, ""])
    #expect(try index.column("commit", all).first == fixture.commits[1].hex)
    let then = try index.ask(.overrides) { $0.set(.at, AuditFixture.time(350)) }
    #expect(try index.column("what", then) == ["suspended"])
    #expect(try index.ask(.overrides) { $0.set(.at, AuditFixture.time(500)) }.rows.isEmpty)
    let back = try index.ask(.rollbacks)
    #expect(try index.column("what", back) == ["undone"])
    #expect(try index.column("actor", back) == ["ann@example.com"])
  }

  @Test func `an instance that went back is a rollback`() throws {
    try fixture.append(
      [
        fixture.entry(
          2,
          DeploymentEvent(
            kind: .failed, image: "web", imageDigest: fixture.digest(2), host: "edge",
            instance: "web", revision: fixture.commits[2], time: AuditFixture.time(300),
            detail: "a probe failed", details: .object(["isRolledBack": .boolean(true)])
          ).statement)
      ], at: AuditFixture.time(300))
    let back = try index.ask(.rollbacks) { $0.set(.host, "edge") }
    #expect(try index.column("what", back) == ["rolledback"])
    #expect(try index.ask(.rollbacks) { $0.set(.host, "core") }.rows.isEmpty)
  }

  @Test func `keys are told by their fingerprints`() throws {
    let keys = try index.ask(.keys)
    let found = Set(
      zip(try index.column("signer", keys), try index.column("key", keys)).map {
        "\($0) \($1)"
      })
    #expect(found.contains("controller@merlon \(fixture.controller.fingerprint)"))
    #expect(found.contains("ann@example.com \(fixture.person.fingerprint)"), "\(found)")
  }

  @Test func `other pins make another index`() throws {
    func open(_ pins: AllowedSigners?) throws -> AuditIndex {
      try AuditIndex(
        at: index.path,
        AuditVerification.Request(
          repositoryAt: fixture.repository, branch: AuditFixture.branch, pins: pins, store: nil,
          checkpoint: nil, now: AuditFixture.time(1000)))
    }
    #expect(try open(nil).findings == [])
    let strange = AllowedSigners([
      AllowedSigner(principals: ["x"], key: fixture.stranger.publicKey)
    ])
    #expect(try !open(strange).findings.isEmpty, "nobody whom it names signed anything")
    #expect(try open(nil).findings == [])
    #expect(try open(nil).answer(.runs, AuditFilter()).rows.count == 3)
  }
}
