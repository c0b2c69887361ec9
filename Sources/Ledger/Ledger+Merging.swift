import Attestation
import GitStore
package import Keys
package import Vocabulary

/// What became of a ledger that was brought together with that of another clone.
package enum LedgerMerge: Hashable, Sendable {
  /// The other one has nothing that is not here.
  case nothingNew
  /// It had more, and nothing was here that it had not.
  case forwarded
  /// Both had more: so many lines that only this one had now follow its lines.
  case rebased(lines: Int)
}

extension Ledger {
  /// Takes over what another clone of this ledger recorded up to its notes commit `other`.
  ///
  /// Where both went on, what only this one has is recorded once more behind what the other one
  /// has, with the same names: a ledger stays one chain, and no line is lost or doubled.
  /// - Throws: `LedgerError.malformed` if what is new there is not what its writers may write.
  package func merge(
    _ other: CommitID, signedBy key: SigningKey, as author: LedgerAuthor, at now: Instant
  ) throws(LedgerError) -> LedgerMerge {
    try inTurn { () throws(LedgerError) in
      let repository = try git { () throws(GitError) in try Repository(openingAt: path) }
      let tip = try git { () throws(GitError) in try repository.reference(reference.name) }
      guard let tip else {
        try checkEnd(of: other, repository)
        try move(from: nil, to: other, repository)
        return .forwarded
      }
      let isOlder = try git { () throws(GitError) in try repository.isAncestor(other, of: tip) }
      if isOlder { return .nothingNew }
      let base = try git { () throws(GitError) in try meeting(of: other, and: tip, repository) }
      if let finding = try verifyHistory(after: base, through: other).first {
        throw .malformed(reference: reference.name, reason: finding.description)
      }
      if base == tip {
        try move(from: tip, to: other, repository)
        return .forwarded
      }
      let own = try git { () throws(GitError) in try entries(in: tip, butNotIn: other, repository) }
      var batch = try git { () throws(GitError) in try ObjectBatch(repositoryAt: path) }
      let receipt = try attempt(
        own, onto: other, from: tip, signedBy: key, as: author, at: now, message: nil, &batch)
      if receipt.commit == nil { try move(from: tip, to: other, repository) }
      return .rebased(lines: receipt.appended.count)
    }
  }

  /// A ledger that is taken over whole is believed if its newest commit is signed by its writer;
  /// `merlon audit` verifies the rest.
  func checkEnd(
    of other: CommitID, _ repository: borrowing Repository
  ) throws(LedgerError) {
    let commit = try git { () throws(GitError) in try repository.commit(other) }
    guard try git({ () throws(GitError) in try isSigned(commit, repository) }) else {
      let verdict = CommitVerifier(signers: signers).verdict(on: commit)
      throw .malformed(
        reference: reference.name, reason: "notes commit \(other.short) is \(verdict)")
    }
  }

  func move(
    from old: CommitID?, to new: CommitID, _ repository: borrowing Repository
  ) throws(LedgerError) {
    try git { () throws(GitError) in
      try repository.update(
        reference: reference.name, from: old, to: new, message: "merlon: take over")
    }
  }

  /// The newest notes commit that both have; `nil` if they have none.
  private func meeting(
    of other: CommitID, and tip: CommitID, _ repository: borrowing Repository
  ) throws(GitError) -> CommitID? {
    var next: CommitID? = other
    while let id = next {
      if try repository.isAncestor(id, of: tip) { return id }
      next = try repository.commit(id).parents.first
    }
    return nil
  }

  /// The verified lines that one notes commit has and the other has not, by their numbers.
  private func entries(
    in tip: CommitID, butNotIn other: CommitID, _ repository: borrowing Repository
  ) throws(GitError) -> [LedgerEntry] {
    let (ours, theirs) = (try repository.commit(tip).tree, try repository.commit(other).tree)
    var lines: [LedgerLine] = []
    for change in try repository.changes(from: theirs, to: ours).changes {
      guard let new = change.new, let about = CommitID(hex: change.path.filter { $0 != "/" })
      else { continue }
      let known = try change.old.map { file throws(GitError) in
        Set(try Self.text(of: file.blob, repository))
      }
      for text in try Self.text(of: new.blob, repository) where known?.contains(text) != true {
        do throws(LedgerLine.Problem) {
          lines.append(try LedgerLine(text, on: about, signers: signers))
        } catch { continue }
      }
    }
    return lines.sorted { $0.sequence < $1.sequence }.map {
      LedgerEntry(about: $0.commit, statement: $0.statement, key: $0.key)
    }
  }
}
