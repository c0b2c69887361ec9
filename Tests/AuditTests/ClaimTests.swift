import Attestation
import Audit
import Foundation
import ImageStore
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// Claims that contradict each other, and images that are not what was built.
@Suite struct ClaimTests {
  let fixture: AuditFixture
  let strange = Digest.sha256("strange")

  init() throws { fixture = try AuditFixture() }

  /// The findings now, the same ones with and without a checkpoint from before.
  func findings(after change: () throws -> Void) throws -> [LedgerFinding] {
    let checkpoint = try #require(try fixture.verify().checkpoint)
    try change()
    let whole = try fixture.verify().findings
    let new = try fixture.verify(from: checkpoint)
    #expect(new.continued != nil)
    #expect(!new.findings.isEmpty)
    #expect(Set(new.findings).isSubset(of: whole))
    return whole
  }

  @Test func `a host that lies about its digest`() throws {
    let findings = try findings {
      try fixture.append(
        [fixture.event(2, .restarted, digest: strange)], to: .host("edge"),
        at: AuditFixture.time(300))
    }
    #expect(Set(findings.map(\.kind)) == [.image, .statement])
    #expect(findings.allSatisfy { $0.place == fixture.commits[2] })
    #expect(findings.contains { $0.description.contains(strange.short) })
    #expect(findings.allSatisfy { $0.command.contains("merlon/hosts/edge") })
  }

  @Test func `an image that is replayed`() throws {
    // The old image was built, but not for this commit.
    let findings = try findings {
      try fixture.append(
        [fixture.event(2, .restarted, digest: fixture.digest(0))], to: .host("edge"),
        at: AuditFixture.time(300))
    }
    #expect(Set(findings.map(\.kind)) == [.image, .statement])
    #expect(findings.first?.description.contains(fixture.digest(0).short) == true)
  }

  @Test func `a controller that says enforced where the host says failed`() throws {
    let fixture = fixture
    for reference in [AuditFixture.ledger, AuditFixture.hostLedger] {
      try fixture.git("update-ref", "-d", reference)
    }
    try fixture.append(
      [fixture.verdict(0), fixture.verdict(1), fixture.verdict(2), fixture.build(2)],
      at: AuditFixture.time(300))
    try fixture.append(
      [fixture.event(2, .failed), fixture.probes(2, .failed)], to: .host("edge"),
      at: AuditFixture.time(301))
    let findings = try findings {
      try fixture.append(
        [fixture.event(2, .enforced), fixture.probes(2, .passed)], at: AuditFixture.time(302))
    }
    #expect(Set(findings.map(\.kind)) == [.statement])
    #expect(findings.contains { $0.description.contains("that it failed") })
    #expect(findings.contains { $0.description.contains("that all passed") })
  }

  @Test func `a host that speaks for another`() throws {
    let findings = try findings {
      try fixture.append(
        [fixture.event(2, host: "core")], to: .host("edge"), at: AuditFixture.time(300))
    }
    #expect(findings.map(\.kind) == [.role])
  }

  @Test func `a host that says what only the controller may`() throws {
    let fleet = FleetEvent(
      kind: .suspended, revision: fixture.commits[2], time: AuditFixture.time(300),
      actor: "edge", detail: "so")
    let findings = try findings {
      try fixture.append(
        [fixture.verdict(2), fixture.build(2), fixture.entry(2, fleet.statement)],
        to: .host("edge"), at: AuditFixture.time(300))
    }
    #expect(findings.map(\.kind) == [.role, .role, .role])
    #expect(
      findings.allSatisfy {
        $0.description.contains("host@edge says what only the controller may")
      })
  }

  @Test func `a rebuilder that does more than judge images`() throws {
    let lab = SigningKey()
    let fixture = try AuditFixture(others: [
      AllowedSigner(principals: ["rebuilder@lab"], key: lab.publicKey)
    ])
    try fixture.append(
      [fixture.verdict(2), fixture.build(2), fixture.event(2), fixture.probes(2, .passed)],
      to: .rebuilder("lab"), signedBy: lab, at: AuditFixture.time(300))
    let findings = try fixture.verify().findings
    #expect(findings.map(\.kind) == [.role, .role, .role, .role], "\(findings)")
  }

  @Test func `a verdict on an image that was not built`() throws {
    let summary = VerificationSummary(
      subject: .image("web", strange), verifier: "v", time: AuditFixture.time(300), resource: "r",
      policy: .commit(fixture.commits[2]), verdict: .passed, reason: "ok")
    let findings = try findings {
      try fixture.append(
        [fixture.entry(2, summary.statement)], at: AuditFixture.time(300))
    }
    #expect(findings.map(\.kind) == [.image])
  }

  @Test func `an image that ran past its validity`() throws {
    try fixture.git("update-ref", "-d", AuditFixture.ledger)
    try fixture.git("update-ref", "-d", AuditFixture.hostLedger)
    try fixture.append(
      [0, 1, 2].map(fixture.verdict) + [fixture.build(2, notAfter: AuditFixture.time(204))],
      at: AuditFixture.time(300))
    let findings = try findings {
      try fixture.append([fixture.event(2)], at: AuditFixture.time(301))
    }
    #expect(findings.map(\.kind) == [.validity])
    #expect(findings.first?.place == fixture.commits[2])
  }

  @Test func `a swapped blob in the store`() throws {
    let path = fixture.store.path(of: fixture.digest(1))
    try FileManager.default.removeItem(atPath: path)
    try Data("another image".utf8).write(to: URL(filePath: path))
    let whole = try fixture.verify().findings
    #expect(whole.map(\.kind) == [.image])
    #expect(whole.first?.place == fixture.commits[1])
    #expect(whole.first?.command.contains(fixture.digest(1).hex) == true)
  }

  @Test func `a store whose index names another image`() throws {
    let index = fixture.scratch.path + "/images/index.json"
    let text = try String(contentsOfFile: index, encoding: .utf8)
    let key = Digest.sha256("key 1").description
    #expect(text.contains(key))
    try text.replacingOccurrences(of: key, with: Digest.sha256("key 0").description)
      .write(toFile: index, atomically: true, encoding: .utf8)
    #expect(try fixture.verify().findings.map(\.kind).contains(.image))
  }
}
