import Attestation
import Disk
import GitStore
import Glibc
package import Keys
package import Vocabulary

extension Ledger {
  private static let attemptsMax = 200

  /// Records entries in one signed notes commit, durably, and returns what it did.
  ///
  /// Entries whose `key` is on their commit already are skipped; if all are, nothing is written.
  /// Processes take turns by a lock of our own; somebody who moves the reference without it makes
  /// us start again, and loses nothing.
  ///
  /// - Parameter expected: Where the ledger has to be; absent to append wherever it is.
  /// - Throws: `.overtaken` if it is somewhere else.
  package func append(
    _ entries: [LedgerEntry], signedBy key: SigningKey, as author: LedgerAuthor, at now: Instant,
    message: String? = nil, ifAt expected: CommitID?? = .none
  ) throws(LedgerError) -> LedgerReceipt {
    try inTurn { () throws(LedgerError) in
      var batch = try git { () throws(GitError) in try ObjectBatch(repositoryAt: path) }
      let tip = try git { () throws(GitError) in
        try batch.repository.reference(reference.name)
      }
      if let expected, expected != tip { throw .overtaken(reference: reference.name) }
      return try attempt(
        entries, onto: tip, from: tip, signedBy: key, as: author, at: now, message: message, &batch)
    }
  }

  /// Runs something that moves the reference, again if somebody else moved it meanwhile.
  func inTurn<Value>(
    _ attempt: () throws(LedgerError) -> Value
  ) throws(LedgerError) -> Value {
    let directory = try git { () throws(GitError) in
      try Repository(openingAt: path).commonDirectory
    }
    let stale = StaleLock(of: reference.name, in: directory)
    let lock: FileLock
    do throws(DiskError) { lock = try FileLock(at: directory + "/merlon.lock") } catch {
      throw .lock(path: error.path, reason: error.reason)
    }
    defer { lock.release() }
    for _ in 0..<Self.attemptsMax {
      do throws(LedgerError) {
        return try attempt()
      } catch .repository(let error) where error.kind == .moved {
        usleep(UInt32.random(in: 0...2000))
      } catch .repository(let error) where error.kind == .locked {
        if !stale.sweep() { usleep(20_000) }
      }
    }
    throw .contention(reference: reference.name)
  }

  /// Appends to what the ledger is at `base`, unless the reference is not at `tip` any more.
  func attempt(
    _ entries: [LedgerEntry], onto base: CommitID?, from tip: CommitID?, signedBy key: SigningKey,
    as author: LedgerAuthor, at now: Instant, message: String?, _ batch: inout ObjectBatch
  ) throws(LedgerError) -> LedgerReceipt {
    let base = try git { () throws(GitError) -> Commit? in
      guard let base else { return nil }
      return try batch.repository.commit(base)
    }
    // A clock that was set back must not make the history run backwards.
    let now = max(now, base?.committer.time ?? now)
    let position = try git { () throws(GitError) in try end(at: base?.id, batch.repository) }
    var draft = LedgerDraft(of: self, after: position)
    try draft.take(entries, onto: base, signedBy: key, at: now, batch.repository)
    return try record(
      draft, onto: base, from: tip, signedBy: key, as: author, at: now, message: message, &batch)
  }

  /// Writes the lines of a draft as one signed notes commit, and moves the reference to it.
  func record(
    _ draft: LedgerDraft, onto base: Commit?, from tip: CommitID?, signedBy key: SigningKey,
    as author: LedgerAuthor, at now: Instant, message: String?, _ batch: inout ObjectBatch
  ) throws(LedgerError) -> LedgerReceipt {
    guard !draft.appended.isEmpty else {
      return LedgerReceipt(commit: nil, appended: [], skipped: draft.skipped)
    }
    let commit = try git { () throws(GitError) in
      var notes: [(rest: Substring, blob: BlobID)] = []
      for (commit, lines) in draft.changedNotes {
        let text = lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
          .map { $0 + "\n" }.joined()
        notes.append((commit.hex[...], try batch.write(blob: Array(text.utf8))))
      }
      return CommitDraft(
        tree: try NotesTree.writing(notes, into: base?.tree, &batch),
        parents: base.map { [$0.id] } ?? [],
        author: GitSignature(name: author.name, email: author.email, time: now),
        message: draft.position.message(message ?? Self.subject(of: draft.appended)))
    }
    let armour: String
    do throws(KeyError) {
      armour = try key.sshSignature(
        of: commit.signedBytes, namespace: SSHSignature.gitNamespace)
    } catch { throw .key(error) }
    let id = try git { () throws(GitError) in
      let id = try batch.write(commit: commit.signed(armour))
      try batch.flush()
      try batch.repository.update(
        reference: reference.name, from: tip, to: id, message: "merlon: append")
      return id
    }
    return LedgerReceipt(commit: id, appended: draft.appended, skipped: draft.skipped)
  }

  private static func subject(of lines: [LedgerLine]) -> String {
    let commits = Set(lines.map(\.commit))
    let count = lines.count == 1 ? "1 line" : "\(lines.count) lines"
    return commits.count == 1
      ? "merlon: \(count) on \(lines[0].commit.short)"
      : "merlon: \(count) on \(commits.count) commits"
  }
}
