import Attestation
import Audit
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// Ledgers of hosts that the controller keeps: it brings lines, and can neither write nor drop any.
@Suite struct CarriedTests {
  let fixture: AuditFixture
  let reference = LedgerReference.host("core")
  let core = SigningKey()

  init() throws {
    fixture = try AuditFixture(others: [
      AllowedSigner(principals: ["host@core"], key: core.publicKey)
    ])
  }

  /// Lines of the host `core`, each about the newest policy commit.
  private func lines(_ kinds: DeploymentEvent.Kind..., digest: Digest? = nil) throws -> [String] {
    var (lines, last): ([String], Digest?) = ([], nil)
    for kind in kinds {
      let entry = fixture.event(2, kind, digest: digest, host: "core")
      let place = LedgerPlace(
        sequence: lines.count + 1, previous: last, commit: entry.about,
        time: AuditFixture.time(205))
      let line = try core.envelope(of: place.adding(to: entry.statement)).line
      lines.append(line)
      last = .sha256(line)
    }
    return lines
  }

  /// Brings lines as they are, whoever is said to have written them.
  private func carry(_ lines: [String], writtenBy key: SigningKey? = nil) throws {
    let writer = AllowedSigner(principals: ["host@core"], key: (key ?? core).publicKey)
    let controller = AllowedSigner(
      principals: ["controller@merlon"], key: fixture.controller.publicKey)
    _ = try Ledger(
      repositoryAt: fixture.repository, reference: reference,
      signers: AllowedSigners([writer, controller])
    ).carry(
      lines, writtenBy: AllowedSigners([writer]), signedBy: fixture.controller,
      as: LedgerAuthor(name: "merlon", email: "controller@merlon"), at: AuditFixture.time(300))
  }

  @Test func `what a host signed and the controller brought is sound`() throws {
    try carry(try lines(.booted, .enforced))
    #expect(try fixture.verify().findings == [])
  }

  @Test func `a host that lies about its digest is named`() throws {
    try carry(try lines(.booted, digest: .sha256("something else")))
    let findings = try fixture.verify().findings
    #expect(findings.map(\.kind) == [.image])
    #expect(findings.allSatisfy { $0.description.contains("core") })
  }

  @Test func `a controller that lies about a host is named`() throws {
    try carry(try lines(.booted, .failed))
    try fixture.append([fixture.event(2, host: "core")], at: AuditFixture.time(301))
    let findings = try fixture.verify().findings
    #expect(findings.map(\.kind) == [.statement])
    #expect(
      findings.contains { $0.description.contains("the controller says") }
        && findings.contains { $0.description.contains("on core") })
  }

  @Test func `a controller that writes in a host's name is named`() throws {
    let entry = fixture.event(2, host: "core")
    let place = LedgerPlace(
      sequence: 1, previous: nil, commit: entry.about, time: AuditFixture.time(205))
    let line = try fixture.controller.envelope(of: place.adding(to: entry.statement)).line
    try carry([line], writtenBy: fixture.controller)
    let findings = try fixture.verify().findings
    #expect(findings.map(\.kind) == [.role])
  }

  @Test func `a controller that drops what a host signed is found`() throws {
    let all = try lines(.booted, .failed, .booted)
    try carry([all[0]])
    // A note with the third line but not the second.
    let reference = self.reference.name
    let note = [all[0], all[2]].sorted().joined(separator: "\n") + "\n"
    let tree = try fixture.tree(2, note: note, in: reference)
    try fixture.forge(tree, on: reference, signedBy: fixture.controller)
    #expect(try fixture.verify().findings.map(\.kind).contains(.chain))
  }
}
