import Attestation
import GitStore
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

/// Lines that a host numbered and signed, brought to its ledger by the controller.
@Suite struct LedgerCarryTests {
  let fixture: LedgerFixture
  let host = SigningKey()
  let writers: AllowedSigners
  let ledger: Ledger

  init() throws {
    fixture = try LedgerFixture()
    writers = AllowedSigners([AllowedSigner(principals: ["host@edge"], key: host.publicKey)])
    let controller = AllowedSigner(
      principals: ["controller@merlon"], key: fixture.key.publicKey)
    ledger = Ledger(
      repositoryAt: fixture.repository, reference: .host("edge"),
      signers: AllowedSigners(writers.entries + [controller]))
  }

  /// Signed lines that follow each other, about the commits in turn.
  private func chain(
    _ count: Int, after place: (sequence: Int, last: String?) = (0, nil),
    signedBy key: SigningKey? = nil, about commit: CommitID? = nil
  ) throws -> [String] {
    var (lines, last): ([String], String?) = ([], place.last)
    for number in 1...count {
      let about = commit ?? fixture.commits[number % fixture.commits.count]
      let place = LedgerPlace(
        sequence: place.sequence + number, previous: last.map { .sha256($0) }, commit: about,
        time: LedgerFixture.now)
      let statement = Statement(
        subjects: [.commit(about)], predicateType: "https://example.com/test",
        predicate: ["number": .integer(number)])
      let line = try (key ?? host).envelope(of: place.adding(to: statement)).line
      lines.append(line)
      last = line
    }
    return lines
  }

  @discardableResult
  private func carry(_ lines: [String]) throws -> LedgerReceipt {
    try ledger.carry(
      lines, writtenBy: writers, signedBy: fixture.key, as: LedgerFixture.author,
      at: LedgerFixture.now)
  }

  @Test func `lines are there once, in their order, and the history is sound`() throws {
    let lines = try chain(5)
    #expect(try carry(Array(lines[..<3])).appended.count == 3)
    // The controller was killed before it noted that: it brings some of them again.
    #expect(try carry(Array(lines[1...])).appended.map(\.sequence) == [4, 5])
    #expect(try carry(lines).commit == nil)
    #expect(try ledger.lastSequence() == 5)
    #expect(try ledger.verifyHistory() == [])
    let kept = try fixture.commits.flatMap { try ledger.lines(of: $0) }.map(\.text)
    #expect(Set(kept) == Set(lines) && kept.count == 5)
  }

  @Test func `what does not follow, or was signed by another, is refused and nothing recorded`()
    throws
  {
    let lines = try chain(3)
    try carry([lines[0]])
    let tip = try ledger.tip()
    let stranger = try chain(1, after: (1, lines[0]), signedBy: SigningKey())
    let controller = try chain(1, after: (1, lines[0]), signedBy: fixture.key)
    let fork = try chain(1, after: (1, "another line"))
    for wrong in [
      [lines[2]], stranger, controller, fork, ["{}"], [""], [lines[1] + " "],
      [lines[1], lines[1] + "x"],
    ] {
      let error = #expect(throws: LedgerError.self) { try carry(wrong) }
      guard case .malformed = error else {
        Issue.record("\(wrong): \(String(describing: error))")
        continue
      }
    }
    #expect(try ledger.tip() == tip)
    #expect(try carry(Array(lines[1...])).appended.count == 2)
  }

  @Test func `what is not a host's to say is refused`() throws {
    let commit = fixture.commits[0]
    let verdict = VerificationSummary(
      subject: .commit(commit), verifier: "v", time: LedgerFixture.now, resource: "r",
      policy: .commit(commit), verdict: .passed, reason: "ok")
    let foreign = DeploymentEvent(
      kind: .enforced, image: "web", imageDigest: .sha256("web"), host: "core", instance: "web",
      revision: commit, time: LedgerFixture.now)
    for statement in [verdict.statement, foreign.statement] {
      let place = LedgerPlace(
        sequence: 1, previous: nil, commit: commit, time: LedgerFixture.now)
      let line = try host.envelope(of: place.adding(to: statement)).line
      let error = #expect(throws: LedgerError.self) { try carry([line]) }
      #expect("\(String(describing: error))".contains("not host@edge's to say"))
    }
    #expect(try ledger.tip() == nil)
  }

  @Test func `a line about a commit that is not here keeps no later one away`() throws {
    let lines = try chain(2)
    let missing = CommitID(bytes: Array(1...20))
    let elsewhere = try chain(1, after: (2, lines[1]), about: missing)
    let rest = try chain(2, after: (3, elsewhere[0]))
    #expect(try carry(lines + elsewhere + rest).appended.map(\.sequence) == [1, 2, 3, 4, 5])
    #expect(try ledger.lastSequence() == 5)
    #expect(try ledger.verifyHistory() == [])
    let contents = try ledger.read()
    #expect(contents.ordered.count == 5 && contents.findings.isEmpty)
    #expect(try ledger.lines(of: missing).count == 1)
  }

  @Test func `a clone without it takes over what a former controller brought`() throws {
    let shared = try #require(try carry(try chain(2, about: fixture.commits[0])).commit)
    try fixture.git("update-ref", "-d", ledger.reference.name)
    let successor = AllowedSigner(
      principals: ["controller@merlon"], key: SigningKey().publicKey)
    let signers = AllowedSigners(writers.entries + [successor])
    let blind = Ledger(
      repositoryAt: fixture.repository, reference: ledger.reference, signers: signers)
    #expect(throws: LedgerError.self) { try blind.follow(shared) }
    let (before, commits) = (ledger.signers, fixture.commits)
    let fresh = Ledger(
      repositoryAt: fixture.repository, reference: ledger.reference, signers: signers,
      former: FormerSigners { _ in
        var timeline = SignerTimeline(AllowedSigners([]))
        timeline.take(commits[0], before)
        timeline.take(commits[1], signers)
        return timeline
      })
    try fresh.follow(shared)
    #expect(try fresh.lastSequence() == 2 && fresh.tip() == shared)
  }

  @Test func `a line of the controller's in a host's ledger is found`() throws {
    let own = Ledger(
      repositoryAt: fixture.repository, reference: .host("edge"),
      signers: AllowedSigners([
        AllowedSigner(principals: ["controller@merlon"], key: fixture.key.publicKey)
      ]))
    _ = try own.append(
      [fixture.entry(0, "the host is well")], signedBy: fixture.key, as: LedgerFixture.author,
      at: LedgerFixture.now)
    #expect(try ledger.verifyHistory().map(\.kind) == [.role])
  }

  @Test func `what is shared wins over what only this clone has`() throws {
    let lines = try chain(4)
    let base = try #require(try carry([lines[0]]).commit)
    let shared = try #require(try carry(Array(lines[..<3])).commit)
    try fixture.git("update-ref", ledger.reference.name, base.hex)
    let own = try #require(try carry([lines[1]]).commit)
    try ledger.follow(shared)
    #expect(try ledger.tip() == shared)
    // Older ones change nothing.
    try ledger.follow(base)
    #expect(try ledger.tip() == shared)
    #expect(try carry(lines).appended.map(\.sequence) == [4])
    #expect(own != shared)
    let foreign = CommitID(hex: try fixture.git("rev-parse", "HEAD"))
    #expect(throws: LedgerError.self) { try ledger.follow(try #require(foreign)) }
  }
}
