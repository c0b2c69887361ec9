package import Attestation

/// What a line of a ledger claims, with the number of the line.
package struct NumberedClaim: Sendable {
  /// The place of the line in its ledger.
  package let number: Int
  /// What it claims.
  package let claim: Claim

  /// Makes one.
  package init(number: Int, claim: Claim) {
    self.number = number
    self.claim = claim
  }
}
