package import Attestation
import Keys
package import Vocabulary

/// A line of a ledger whose signature was verified.
package struct LedgerLine: Hashable, Sendable {
  /// The member of the predicate that holds the line's place in the ledger.
  package static let extensionKey = LedgerPlace.extensionKey

  /// The commit that it is recorded on.
  package let commit: CommitID
  /// What is claimed; its predicate includes the line's place in the ledger.
  package let statement: Statement
  /// The number of the line, from 1, without gaps over the whole ledger.
  package let sequence: Int
  /// The digest of the line before; `nil` for the first.
  package let previous: Digest?
  /// The name that it has on its commit, if it has one.
  package let key: String?
  /// When it was recorded.
  package let time: Instant
  /// Who signed it.
  package let signer: AllowedSigner
  /// The line itself, without a newline.
  package let text: String

  /// The digest that the next line names.
  package var digest: Digest { .sha256(text) }
}

// MARK: - Reading and writing

extension LedgerLine {
  /// Why a line is not counted.
  struct Problem: Error {
    let reason: String
  }

  /// Reads a line and verifies it.
  init(
    _ text: some StringProtocol, on commit: CommitID, signers: AllowedSigners
  ) throws(Problem) {
    do throws(AttestationError) {
      let envelope = try Envelope(parsing: text)
      let statement = try envelope.statement()
      guard let place = LedgerPlace(of: statement), place.commit == commit else {
        throw AttestationError(.statement, "its \(Self.extensionKey) member does not fit")
      }
      let verdict = SignatureCheck.verify(
        envelope, namespace: SSHSignature.gitNamespace, at: place.time, signers: signers)
      guard let signer = verdict.signer else {
        throw AttestationError(.envelope, "it is \(verdict)")
      }
      self.init(
        commit: commit, statement: statement, sequence: place.sequence,
        previous: place.previous, key: place.key, time: place.time, signer: signer,
        text: String(text))
    } catch {
      throw Problem(reason: error.reason)
    }
  }

  /// The statement of `entry` with its place in the ledger.
  static func statement(
    of entry: LedgerEntry, sequence: Int, previous: Digest?, at time: Instant
  ) -> Statement {
    LedgerPlace(
      sequence: sequence, previous: previous, commit: entry.about, time: time, key: entry.key
    ).adding(to: entry.statement)
  }
}
