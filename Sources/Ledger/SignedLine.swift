package import Attestation
import Keys
package import Vocabulary

/// A line whose signature fits one of many keys; whether that key could sign it is decided by its
/// place in the ledger.
///
/// A reference, because an audit hands each line on many times.
package final class SignedLine: Sendable {
  /// The commit that it is recorded on.
  package let commit: CommitID
  /// The number that it gives itself.
  package let sequence: Int
  /// The digest that it gives the line before it; `nil` for none.
  package let previous: Digest?
  /// When it says that it was recorded.
  package let time: Instant
  /// The fingerprint of the key that signed it.
  package let fingerprint: String
  /// What it claims.
  package let claim: Claim
  /// The policy commit that it is about, if it names one.
  package let revision: CommitID?
  /// The digest that the next line names.
  package let digest: Digest
  /// Its leaf in the tree of all lines.
  let leaf: MerkleFrontier.Leaf

  /// Reads a line in the note on `commit`.
  init(_ text: Substring, on commit: CommitID, keys: KeyRing) throws(LedgerLine.Problem) {
    // The bytes of a part of a text are copied one by one unless they are asked for as a whole.
    let bytes = text.utf8.withContiguousStorageIfAvailable { Array($0) } ?? Array(text.utf8)
    do throws(AttestationError) {
      let canonical = Envelope(canonical: bytes)
      let envelope: Envelope
      if let canonical { envelope = canonical } else { envelope = try Envelope(parsing: text) }
      // A key's word comes first: nothing is read out of what nobody signed.
      let (fingerprint, problem) = keys.key(of: envelope)
      guard let fingerprint else { throw AttestationError(.envelope, "it is \(problem)") }
      let statement = try envelope.statement()
      guard let place = statement.predicate[LedgerLine.extensionKey],
        let sequence = place["sequence"]?.integer, sequence > 0,
        let time = place["time"]?.string.flatMap({ Instant($0) })
      else {
        throw AttestationError(.statement, "its \(LedgerLine.extensionKey) member does not fit")
      }
      guard place["commit"]?.string == commit.hex else {
        throw AttestationError(
          .statement,
          "it was recorded on \(place["commit"]?.string?.prefix(12) ?? "no commit")")
      }
      guard canonical != nil, statement.json.canonicalBytes == envelope.payload
      else { throw AttestationError(.envelope, "it is not in its one canonical form") }
      claim = Claim(statement)
      revision = claim.revision(of: statement)
      self.commit = commit
      self.sequence = sequence
      self.time = time
      self.fingerprint = fingerprint
      previous = place["previous"]?.string.flatMap { Digest($0) }
    } catch {
      throw LedgerLine.Problem(reason: error.reason)
    }
    digest = .sha256(bytes)
    leaf = MerkleFrontier.leaf(bytes)
  }
}
