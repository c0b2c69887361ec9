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

  /// Tells whether somebody signed an order in their own name who may sign policy, be it this or not.
  package func isSigned(_ order: StandingOrder) -> Bool {
    guard let rules, case .success = Self.signer(of: order, rules) else { return false }
    return true
  }

  /// Tells whether an order may be on its way still: one that was given a day ago, or is yet to be
  /// given, is not taken any more.
  package static func isFresh(_ order: StandingOrder, at now: Instant) -> Bool {
    let age = now.milliseconds - order.time.milliseconds
    return age >= -Limits.clockSkewSecondsMax * 1000 && age <= Limits.orderSecondsMax * 1000
  }

  /// What keeps an order from being followed; `nil` if nothing does.
  ///
  /// - Parameters:
  ///   - file: Where the image stands; `nil` if it is not known or the order is for all.
  ///   - recorded: When the ledger took it. A signer gives an order its time: a key that is valid no
  ///     more could otherwise sign with a time from when it was.
  package func objection(
    to order: StandingOrder, onImageIn file: String?, recordedAt recorded: Instant
  ) -> String? {
    // A quarantine is the controller's own decision.
    guard let rules, order.kind != .quarantined else { return nil }
    guard order.signed?.order?.revision != order.revision || Self.isFresh(order, at: recorded)
    else { return "it is of \(order.time), and came at \(recorded)" }
    let signer: AllowedSigner
    switch Self.signer(of: order, rules) {
    case .success(let found): signer = found
    case .failure(let objection): return objection.words
    }
    guard rules.signing.maySign(file, signer.principals) else {
      return "\(signer.name) may not change \(file ?? "all images")"
    }
    if order.kind == .suspended {
      let latest = order.time.milliseconds + Limits.suspensionSecondsMax * 1000
      guard let end = order.expires, end.milliseconds <= latest else {
        return "a suspension ends after \(Limits.suspensionSecondsMax / 86_400) days at the latest"
      }
    }
    guard order.kind == .undone else { return nil }
    guard let file else { return "going back is for one image of the policy" }
    return rules.signing.shortfall(of: [signer.principals], changing: [file])
      .map { lack in
        "going back takes \(lack.threshold) signatures, as a commit does: revert the commit"
      }
  }

  /// Why an order is nobody's.
  private struct Objection: Error { let words: String }

  /// Who signed an order in their own name.
  private static func signer(
    of order: StandingOrder, _ rules: TrustRules
  ) -> Result<AllowedSigner, Objection> {
    func failure(_ words: String) -> Result<AllowedSigner, Objection> {
      .failure(Objection(words: words))
    }
    guard let signed = order.signed else { return failure("nobody has signed it") }
    guard order.isAsSigned else { return failure("it is not what was signed") }
    let verdict = SignatureCheck.verify(signed, at: order.time, signers: rules.signers)
    guard let signer = verdict.signer else { return failure("it is \(verdict)") }
    guard signer.principals.contains(order.actor) else {
      return failure("it is given in the name of \(order.actor), and signed by \(signer.name)")
    }
    return .success(signer)
  }
}
