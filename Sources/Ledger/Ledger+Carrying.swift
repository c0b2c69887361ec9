package import Attestation
import GitStore
package import Keys
package import Vocabulary

extension Ledger {
  /// Records lines that their writer numbered and signed somewhere else, as they are, in one commit
  /// that whoever brings them signs.
  ///
  /// Lines that are there already are passed over; the others have to follow.
  /// - Parameter writers: Who may have signed the lines; `signers` may sign commits.
  /// - Throws: `LedgerError.malformed` for a line that is not what its writer may say, or that does
  ///   not follow; nothing is recorded then.
  package func carry(
    _ texts: [String], writtenBy writers: AllowedSigners, signedBy key: SigningKey,
    as author: LedgerAuthor, at now: Instant
  ) throws(LedgerError) -> LedgerReceipt {
    try inTurn { () throws(LedgerError) in
      let tip = try self.tip()
      var batch = try git { () throws(GitError) in try ObjectBatch(repositoryAt: path) }
      let base = try git { () throws(GitError) -> Commit? in
        guard let tip else { return nil }
        return try batch.repository.commit(tip)
      }
      let position = try git { () throws(GitError) in try end(at: tip, batch.repository) }
      let lines = try following(position, texts, writtenBy: writers)
      var draft = LedgerDraft(of: self, after: position)
      try git { () throws(GitError) in
        try draft.carry(lines, onto: base, batch.repository)
      }
      // Not before the lines, whose writer has another clock.
      let time = ([now, base?.committer.time, lines.last?.time].compactMap(\.self)).max() ?? now
      return try record(
        draft, onto: base, from: tip, signedBy: key, as: author, at: time, message: nil, &batch)
    }
  }

  /// The lines that come next, each held against the one before it.
  private func following(
    _ position: LedgerPosition, _ texts: [String], writtenBy writers: AllowedSigners
  ) throws(LedgerError) -> [LedgerLine] {
    var (sequence, last) = (position.sequence, position.last)
    var lines: [LedgerLine] = []
    for text in texts {
      let line = try line(text, writtenBy: writers)
      guard line.sequence > sequence else { continue }
      guard line.sequence == sequence + 1, line.previous == last else {
        throw malformed("line \(line.sequence) does not follow line \(sequence)")
      }
      (sequence, last) = (line.sequence, line.digest)
      lines.append(line)
    }
    return lines
  }

  /// Reads one line.
  ///
  /// Its commit need not be here: a host may have served what a shallow or pruned clone has not, and
  /// one such line must not keep all later ones away.
  private func line(
    _ text: String, writtenBy writers: AllowedSigners
  ) throws(LedgerError) -> LedgerLine {
    do {
      let envelope = try Envelope(parsing: text)
      let statement = try envelope.statement()
      guard let place = LedgerPlace(of: statement),
        Claim(statement).revision(of: statement) ?? place.commit == place.commit
      else { throw malformed("a line speaks of another commit than it is recorded on") }
      guard reference.role.maySay(Claim(statement)) else {
        throw malformed("line \(place.sequence) says what is not \(reference.principal)'s to say")
      }
      guard envelope.line == text, statement.json.canonical.utf8.elementsEqual(envelope.payload)
      else { throw malformed("line \(place.sequence) is not in its one canonical form") }
      return try LedgerLine(text, on: place.commit, signers: writers)
    } catch let error as AttestationError {
      throw malformed("a line does not count: \(error.reason)")
    } catch let error as LedgerLine.Problem {
      throw malformed("a line does not count: \(error.reason)")
    } catch let error as LedgerError {
      throw error
    } catch {
      preconditionFailure("no other error is thrown above: \(error)")
    }
  }

  /// Takes over what another clone of this ledger has, up to its notes commit `other`.
  ///
  /// What only this clone has gives way: whoever signed it keeps it until it is there, too.
  package func follow(_ other: CommitID) throws(LedgerError) {
    try inTurn { () throws(LedgerError) in
      let repository = try git { () throws(GitError) in try Repository(openingAt: path) }
      let tip = try git { () throws(GitError) in try repository.reference(reference.name) }
      let isOlder = try git { () throws(GitError) in
        try tip.map { tip throws(GitError) in try repository.isAncestor(other, of: tip) } ?? false
      }
      if isOlder { return }
      try checkEnd(of: other, repository)
      try move(from: tip, to: other, repository)
    }
  }

  private func malformed(_ reason: String) -> LedgerError {
    .malformed(reference: reference.name, reason: reason)
  }

  /// Where the ledger ends, at its tip or at another of its notes commits.
  package func end(at commit: CommitID? = nil) throws(LedgerError) -> LedgerPosition {
    try git { () throws(GitError) in
      let repository = try Repository(openingAt: path)
      let tip = try repository.reference(reference.name)
      return try end(at: commit ?? tip, repository)
    }
  }
}
