import Attestation
import Foundation
import GitStore
import Keys
import Ledger
import TestSupport
import Testing
import Vocabulary

@testable import Reconciler

/// Whose word a lease is, when policy has other controllers by now.
@Suite struct LeaseReaderTests {
  private let scratch: Scratch
  private let path: String
  private let old = SigningKey()
  private let new = SigningKey()
  private let stranger = SigningKey()

  init() throws {
    scratch = try Scratch()
    path = try scratch.repository()
  }

  /// Commits a policy that names controllers.
  private func policy(_ keys: SigningKey...) throws -> CommitID {
    let lines = keys.map { LedgerReference.controller.signerLine(for: $0.publicKey) + "\n" }
    try scratch.write(lines.joined(), to: LedgerSigners.path, in: path)
    try scratch.git(path, "add", "--all")
    try scratch.git(path, "commit", "-q", "-m", "policy")
    return try #require(CommitID(hex: scratch.git(path, "rev-parse", "HEAD")))
  }

  private func lease(_ term: Int, by key: SigningKey, message: String? = nil) throws -> CommitID {
    let lease = Lease(holder: "a", term: term, seconds: 10, written: .now)
    var batch = try ObjectBatch(repositoryAt: path)
    let draft = CommitDraft(
      tree: try batch.write(tree: [:]), parents: [],
      author: GitSignature(name: "m", email: "controller@merlon", time: .now),
      message: message ?? lease.message)
    let armour = try key.sshSignature(of: draft.signedBytes, namespace: "git")
    let id = try batch.write(commit: draft.signed(armour))
    try batch.flush()
    return id
  }

  @Test func `a controller that one commit drops still counts terms, and a stranger never`() throws
  {
    _ = try policy(old)
    let head = try policy(new)
    let repository = try Repository(openingAt: path)
    let reader = LeaseReader(
      policy: head,
      controllers: try LedgerSigners.signers(of: .controller, in: head, repository))
    func term(_ id: CommitID) throws -> Int? { try reader.word(in: id, repository).term }
    let former = try lease(7, by: old)
    guard case .former = try reader.word(in: former, repository) else {
      Issue.record("it is not a former one's")
      return
    }
    #expect(try term(former) == 7)
    guard case .controller = try reader.word(in: lease(8, by: new), repository) else {
      Issue.record("it is not the controller's")
      return
    }
    #expect(try term(lease(900, by: stranger)) == nil)
    #expect(try term(lease(1, by: old, message: "no lease")) == nil)
    #expect(try term(head) == nil)
  }

  @Test func `the greatest term is kept over restarts, and a torn file is told`() throws {
    #expect(try LeaseTerm.kept(in: scratch.path) == 0)
    try LeaseTerm.keep(12, in: scratch.path)
    #expect(try LeaseTerm.kept(in: scratch.path) == 12)
    for text in ["", "12", "x\n", "-1\n"] {
      try scratch.write(text, to: "lease.term")
      #expect(throws: ReconcileError.self) { try LeaseTerm.kept(in: scratch.path) }
    }
  }
}
