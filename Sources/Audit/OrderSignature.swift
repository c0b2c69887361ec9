import Attestation
import Keys
import Ledger
import Vocabulary

/// What the signature under an order is worth, by the policy commit that it is recorded on.
struct OrderSignature {
  /// What is wrong with it; `nil` if nothing is, or if there is none.
  private(set) var problem: String?
  /// Who signed the order, as `allowed_signers` of that commit names them.
  private(set) var signer: String?
  /// The fingerprint of their key.
  private(set) var key: String?

  init(of order: StandingOrder, on commit: CommitID, _ policy: PolicyHistory?) {
    guard let signed = order.signed, let policy else { return }
    guard order.isAsSigned else {
      problem = "the order is not what was signed"
      return
    }
    let signers = policy.timeline.place(of: commit).map(policy.timeline.signers)
    let verdict = SignatureCheck.verify(
      signed, at: order.time, signers: (signers ?? AllowedSigners([])).people)
    guard let found = verdict.signer, found.principals.contains(order.actor) else {
      problem = "the order of \(order.actor) is \(verdict)"
      return
    }
    signer = order.actor
    key = found.key.fingerprint
  }
}
