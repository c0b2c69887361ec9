import Attestation
import Foundation
import GitStore
import Keys
import Ledger
import Testing
import Vocabulary

/// What the `update` hook must refuse.
@Suite struct LedgerHistoryTests {
  let fixture: LedgerFixture
  let ref = "refs/notes/merlon/ledger"

  init() throws {
    fixture = try LedgerFixture()
    try fixture.append(0, "one")
    try fixture.append(0, "two")
    try fixture.append(1, "three")
  }

  /// Moves the ledger to a commit of `tree` that the fixture's key signs.
  @discardableResult
  func move(
    to tree: String, saying source: String? = nil, parents: [String]? = nil,
    at seconds: Int64 = 1_790_000_100
  ) throws -> String {
    let tip = try fixture.git("rev-parse", ref)
    let message = try fixture.git("log", "-1", "--format=%B", source ?? tip)
    let draft = CommitDraft(
      tree: try #require(TreeID(hex: try fixture.git("rev-parse", tree))),
      parents: try (parents ?? [tip]).map { try #require(CommitID(hex: $0)) },
      author: GitSignature(
        name: "x", email: "x@y", time: Instant(milliseconds: seconds * 1000)),
      message: message + "\n")
    let armour = try fixture.key.sshSignature(of: draft.signedBytes, namespace: "git")
    let id = try fixture.git(
      "hash-object", "-t", "commit", "-w", "--stdin", input: Data(draft.signed(armour)))
    try fixture.git("update-ref", ref, id)
    return id
  }

  func kinds() throws -> Set<LedgerFinding.Kind> {
    Set(try fixture.ledger.verifyHistory().map(\.kind))
  }

  @Test func `a good history has no findings`() throws {
    #expect(try kinds().isEmpty)
    try move(to: ref + "^{tree}")
    #expect(try kinds().isEmpty)
  }

  @Test func `a line that is taken away`() throws {
    try move(to: ref + "~1^{tree}")
    #expect(try kinds() == [.removed])
  }

  @Test func `an unsigned commit, and one by a stranger`() throws {
    try fixture.git("notes", "--ref=merlon/ledger", "add", "-m", "x", fixture.commits[2].hex)
    #expect(try kinds().isSuperset(of: [.signature, .line]))
    let stranger = Ledger(
      repositoryAt: fixture.repository,
      signers: AllowedSigners([AllowedSigner(principals: ["x"], key: SigningKey().publicKey)]))
    #expect(try stranger.verifyHistory().filter { $0.kind == .signature }.count == 4)
    #expect(try stranger.read().ordered.isEmpty)
  }

  @Test func `a merge and a step back in time`() throws {
    let tip = try fixture.git("rev-parse", ref)
    try move(to: ref + "^{tree}", parents: [tip, fixture.git("rev-parse", ref + "~1")])
    #expect(try kinds() == [.history])
    try move(to: ref + "^{tree}", parents: [tip], at: 1_700_000_000)
    #expect(try kinds() == [.time])
  }

  @Test func `a history that was thrown away`() throws {
    let base = try #require(try fixture.ledger.tip())
    try fixture.git("update-ref", ref, ref + "~1")
    let findings = try fixture.ledger.verifyHistory(after: base)
    #expect(findings.map(\.kind) == [.history])
  }

  @Test func `lines that skip a number`() throws {
    let tip = try fixture.git("rev-parse", ref)
    try fixture.append(2, "four")
    let four = try fixture.git("rev-parse", ref)
    let note = try fixture.git("rev-parse", ref + "^{tree}")
    try move(to: note, saying: four, parents: [try fixture.git("rev-parse", tip + "~1")])
    #expect(try kinds().isEmpty)
    let folder = String(fixture.commits[1].hex.prefix(2))
    let tree = try fixture.shell(
      "git -C policy ls-tree \(note) | grep -v '\t\(folder)$' | git -C policy mktree")
    try move(to: tree, saying: four, parents: [try fixture.git("rev-parse", tip + "~1")])
    #expect(try kinds() == [.chain])
    #expect(try fixture.ledger.read().findings.map(\.kind).contains(.chain))
  }

  @Test func `something that is no note`() throws {
    let blob = try fixture.git("hash-object", "-w", "--stdin", input: Data("x".utf8))
    let tree = try fixture.shell(
      "{ git -C policy ls-tree \(ref); printf '100644 blob \(blob)\\tREADME\\n'; } | git -C policy mktree"
    )
    try move(to: tree)
    #expect(try kinds() == [.foreign])
    #expect(try fixture.ledger.read().findings.map(\.kind) == [.foreign])
    try fixture.append(0, "four")
    #expect(try fixture.git("cat-file", "-p", ref + ":README") == "x")
  }
}
