import Attestation
import Keys
import Ledger
import Vocabulary

/// What the signature under an order is worth, by the policy commit that it was given on: it is
/// carried to others as it is, whoever may sign there.
struct OrderSignature {
  /// What is wrong with it; `nil` if nothing is, or if there is none.
  private(set) var problem: String?
  /// Who signed the order, as `allowed_signers` of that commit names them.
  private(set) var signer: String?
  /// The fingerprint of their key.
  private(set) var key: String?

  init(of order: StandingOrder, _ policy: PolicyHistory?) {
    guard let signed = order.signed else { return }
    guard order.isAsSigned, let given = signed.order?.revision else {
      problem = "the order is not what was signed"
      return
    }
    // On a commit of nobody's policy no line counts; where nobody has to sign, a signature says nothing.
    guard let signers = policy?.signers(asOf: given)?.people, !signers.entries.isEmpty else {
      return
    }
    let verdict = SignatureCheck.verify(signed, at: order.time, signers: signers)
    guard let found = verdict.signer, found.principals.contains(order.actor) else {
      problem = "the order of \(order.actor) is \(verdict)"
      return
    }
    signer = order.actor
    key = found.key.fingerprint
  }
}
