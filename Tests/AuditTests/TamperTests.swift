import Attestation
import Audit
import Foundation
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// Attacks on the notes: each is found, named and located.
@Suite struct TamperTests {
  let fixture: AuditFixture
  let ref = AuditFixture.ledger

  init() throws { fixture = try AuditFixture() }

  /// Verifies and expects findings of these kinds, one of the first kind at `place`.
  func expect(
    _ kinds: LedgerFinding.Kind..., at place: String?, saying words: String? = nil,
    from checkpoint: Checkpoint? = nil, pins: AllowedSigners? = nil,
    _ location: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let verification = try fixture.verify(from: checkpoint, pins: pins)
    let told = verification.findings.map { "\($0.kind) \($0.description)" }
    #expect(
      Set(verification.findings.map(\.kind)) == Set(kinds), "\(told)", sourceLocation: location)
    let finding = verification.findings.first { $0.kind == kinds[0] && $0.place?.hex == place }
    #expect(finding != nil, "\(told)", sourceLocation: location)
    if let words {
      #expect(
        finding?.description.contains(words) == true, "\(told)", sourceLocation: location)
    }
    // What is wrong must not be remembered as verified.
    #expect(verification.checkpoint == nil, sourceLocation: location)
    for finding in verification.findings {
      #expect(!finding.command.isEmpty && !finding.description.contains("\n"))
    }
  }

  @Test func `an honest fleet has no findings`() throws {
    let verification = try fixture.verify()
    #expect(verification.findings == [])
    #expect(verification.policyCount == 3)
    #expect(verification.commitCount == 9)
    #expect(verification.lineCount == 21)
    #expect(verification.imageCount == 3)
    let checkpoint = try #require(verification.checkpoint)
    #expect(checkpoint.policy == fixture.commits[2])
    let again = try fixture.verify(from: checkpoint)
    #expect(again.findings == [])
    #expect((again.policyCount, again.commitCount, again.lineCount) == (0, 0, 0))
  }

  // MARK: - History

  @Test func `a rewritten reference`() throws {
    let checkpoint = try #require(try fixture.verify().checkpoint)
    let tip = try fixture.git("rev-parse", ref)
    try fixture.git("update-ref", ref, ref + "~1")
    try expect(.rewound, at: try fixture.git("rev-parse", ref), from: checkpoint)
    // Without the checkpoint, what is left is in order: that is what checkpoints are for.
    #expect(try fixture.verify().findings == [])
    let other = try fixture.forge(
      ref + "^{tree}", signedBy: fixture.controller,
      message: try fixture.git("log", "-1", "--format=%B", ref) + "\nx\n")
    try expect(.forked, at: other, from: checkpoint)
    try fixture.git("update-ref", ref, tip)
    try fixture.git("update-ref", "-d", AuditFixture.hostLedger)
    let host = checkpoint.ledgers[AuditFixture.hostLedger]?.commit.hex
    try expect(.rewound, at: host, saying: "is gone", from: checkpoint)
  }

  @Test func `a dropped note`() throws {
    let place = try fixture.forge(try fixture.tree(1, note: nil), signedBy: nil)
    try expect(.removed, .signature, at: place, saying: fixture.commits[1].short)
  }

  @Test func `a signed deletion`() throws {
    let place = try fixture.forge(try fixture.tree(1, note: nil), signedBy: fixture.controller)
    try expect(.removed, at: place, saying: "5 of the lines")
  }

  @Test func `a note that was never written`() throws {
    // The controller's own key leaves a commit out, with numbers that fit.
    let fixture = try AuditFixture(commits: 1)
    try fixture.git("update-ref", "-d", ref)
    try fixture.git("update-ref", "-d", AuditFixture.hostLedger)
    #expect(try fixture.verify().checkpoint == nil)
    let longer = self.fixture
    try longer.git("update-ref", "-d", ref)
    try longer.git("update-ref", "-d", AuditFixture.hostLedger)
    try longer.append([longer.verdict(0)], at: AuditFixture.time(300))
    try longer.append([longer.verdict(2)], at: AuditFixture.time(301))
    try expect(.unjudged, at: longer.commits[1].hex)
  }

  @Test func `a dropped line`() throws {
    let lines = try fixture.note(1)
    let dropped = try fixture.tree(1, note: lines.dropLast().map { $0 + "\n" }.joined())
    try expect(
      .removed, at: try fixture.forge(dropped, signedBy: fixture.controller),
      saying: "1 of the lines")
  }

  @Test func `a doubled line`() throws {
    let lines = try fixture.note(1)
    let doubled = (lines + [lines[0]]).sorted().map { $0 + "\n" }.joined()
    let tree = try fixture.tree(1, note: doubled)
    try expect(
      .line, at: try fixture.forge(tree, signedBy: fixture.controller), saying: "twice")
  }

  @Test func `a line that is moved to another commit`() throws {
    let line = try fixture.note(0)[0]
    let text = (try fixture.note(2) + [line]).sorted().map { $0 + "\n" }.joined()
    try expect(
      .line, at: try fixture.forge(try fixture.tree(2, note: text), signedBy: fixture.controller),
      saying: "recorded on \(fixture.commits[0].short)")
  }

  @Test func `a line that speaks of another commit`() throws {
    let statement = fixture.verdict(0).statement
    try fixture.append(
      [LedgerEntry(about: fixture.commits[2], statement: statement)], at: AuditFixture.time(300))
    try expect(.binding, at: fixture.commits[2].hex, saying: fixture.commits[0].short)
  }

  @Test func `a flat and fanned shadow of a note`() throws {
    let hex = fixture.commits[1].hex
    let blob = try fixture.git("rev-parse", "\(ref):\(hex.prefix(2))/\(hex.dropFirst(2))")
    let tree = try fixture.scratch.shell(
      "cd policy; { git ls-tree \(ref); printf '100644 blob \(blob)\\t\(hex)\\n'; } | git mktree")
    let place = try fixture.forge(tree, signedBy: fixture.controller)
    try expect(.duplicate, at: place, saying: fixture.commits[1].short)
    // Also when the note was verified before.
    try fixture.git("update-ref", ref, ref + "~1")
    let checkpoint = try #require(try fixture.verify().checkpoint)
    try fixture.git("update-ref", ref, place)
    try expect(.duplicate, at: place, from: checkpoint)
  }

  @Test func `two notes trees under one name`() throws {
    let tree = try fixture.git("rev-parse", ref + "^{tree}")
    let raw = try fixture.scratch.shell(
      "git -C policy cat-file tree \(tree) | od -An -v -tx1 | tr -d ' \\n'")
    let bytes = try #require(Hex.decode(raw))
    // The first entry of the root, once more.
    let end = try #require(bytes.firstIndex(of: 0)) + 21
    let double = try fixture.scratch.object(
      "tree", Array(bytes[..<end]) + bytes, in: fixture.repository)
    try expect(.duplicate, at: try fixture.forge(double, signedBy: fixture.controller))
    try fixture.git("update-ref", ref, ref + "~1")
    // A second ledger beside the first one.
    try fixture.git("update-ref", "refs/notes/merlon/ledger2", ref)
    try expect(.foreign, at: try fixture.git("rev-parse", ref), saying: "ledger2")
  }

  // MARK: - Keys

  /// A notes tree with a line of a stranger.
  private func strangeTree() throws -> String {
    let line = try fixture.stranger.envelope(of: fixture.verdict(2).statement).line
    let lines = try fixture.note(2) + [line]
    return try fixture.tree(2, note: lines.sorted().map { $0 + "\n" }.joined())
  }

  @Test func `a note forged with push access`() throws {
    let place = try fixture.forge(try strangeTree(), signedBy: nil)
    try expect(.signature, .line, at: place, saying: "not signed")
  }

  @Test func `a foreign key`() throws {
    let place = try fixture.forge(try strangeTree(), signedBy: fixture.stranger)
    try expect(.signature, .line, at: place, saying: "unknown key")
  }

  @Test func `a key in a role that it has not`() throws {
    try fixture.append([fixture.verdict(2)], signedBy: fixture.host, at: AuditFixture.time(300))
    let place = try fixture.git("rev-parse", ref)
    try expect(.role, at: place, saying: "the host edge and not the controller")
    try fixture.git("update-ref", ref, ref + "~1")
    try fixture.append(
      [fixture.event(2)], to: .host("edge"), signedBy: fixture.person, at: AuditFixture.time(300))
    try expect(
      .role, at: try fixture.git("rev-parse", AuditFixture.hostLedger),
      saying: "a policy signer and not the host edge")
  }

  @Test func `a backdated signature`() throws {
    let tree = try fixture.git("rev-parse", ref + "^{tree}")
    try expect(
      .time, at: try fixture.forge(tree, signedBy: fixture.controller, at: 10), saying: "before it")
  }

  @Test func `a shallow clone`() throws {
    try fixture.scratch.shell(
      """
      git clone -q --depth 1 file://$PWD/policy shallow
      git -C shallow fetch -q --depth 1 origin '+refs/notes/*:refs/notes/*'
      """)
    let verification = try fixture.verify(at: fixture.scratch.path + "/shallow")
    #expect(verification.findings.map(\.kind) == [.damage])
    #expect(verification.findings[0].place == fixture.commits[2])
    #expect(verification.findings[0].description.contains("not complete"))
    // The policy is all there, the notes are not.
    try fixture.scratch.shell("git -C shallow fetch -q --unshallow origin main")
    let notes = try fixture.verify(at: fixture.scratch.path + "/shallow").findings
    #expect(notes.allSatisfy { $0.kind == .damage } || notes.isEmpty, "\(notes)")
  }
}
