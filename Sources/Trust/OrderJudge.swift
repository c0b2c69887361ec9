package import Attestation
import Keys
import Policy
package import Vocabulary

/// Judges orders that people give beside policy, by the rules of a trusted commit of it.
///
/// An order is one person's. Holding something up, letting it go on and starting it anew take one
/// signature of somebody whose signature counts for the image's file, whatever the threshold: an
/// incident does not wait for a second person, and a suspension ends by itself. Going back to an
/// older version changes what is enforced, and so takes as many signatures as a commit would.
package struct OrderJudge: Sendable {
  private let rules: TrustRules?

  /// Judges by what a commit says.
  package init(_ trusted: TrustedCommit) { rules = trusted.rules }

  /// Whether orders have to be signed: where nobody signs policy, nobody signs orders.
  package var asksForSignatures: Bool { rules != nil }

  /// How `allowed_signers` calls the person who has a key now; `nil` if it names none.
  package func person(with key: SSHPublicKey, at now: Instant) -> String? {
    rules?.signers.signer(of: key, namespace: SSHSignature.gitNamespace, at: now)?.principals.first
  }

  /// What keeps an order from being followed; `nil` if nothing does.
  ///
  /// - Parameter file: Where the image stands; `nil` if it is not known or the order is for all.
  package func objection(to order: StandingOrder, onImageIn file: String?) -> String? {
    // A quarantine is the controller's own decision.
    guard let rules, order.kind != .quarantined else { return nil }
    guard let signed = order.signed else { return "nobody has signed it" }
    guard order.isAsSigned else { return "it is not what was signed" }
    let verdict = SignatureCheck.verify(signed, at: order.time, signers: rules.signers)
    guard let signer = verdict.signer else { return "it is \(verdict)" }
    guard signer.principals.contains(order.actor) else {
      return "it is given in the name of \(order.actor), and signed by \(signer.name)"
    }
    guard rules.signing.maySign(file, signer.principals) else {
      return "\(signer.name) may not change \(file ?? "all images")"
    }
    guard order.kind == .undone else { return nil }
    return rules.signing.shortfall(of: [signer.principals], changing: [file].compactMap(\.self))
      .map { lack in
        "going back takes \(lack.threshold) signatures, as a commit does: revert the commit"
      }
  }
}
