package import Attestation

/// What a signature is worth.
package enum SignatureVerdict: Hashable, Sendable {
  /// An allowed signer made it.
  case valid(AllowedSigner)
  /// There is none.
  case unsigned
  /// It is broken, or not over this message.
  case invalid(reason: String)
  /// It is right, but nobody has said that its key may sign.
  case unknownKey(fingerprint: String)
  /// It is right, but its signer may not sign this, or not at this time.
  case notAllowed(AllowedSigner, reason: String)

  /// Who made it, if they were allowed to.
  package var signer: AllowedSigner? { if case .valid(let signer) = self { signer } else { nil } }
}

extension SignatureVerdict: CustomStringConvertible {
  /// The verdict in words that fit behind "the commit is".
  package var description: String {
    switch self {
    case .valid(let signer): "signed by \(signer.name)"
    case .unsigned: "not signed"
    case .invalid(let reason): "badly signed: \(reason)"
    case .unknownKey(let fingerprint): "signed by an unknown key, \(fingerprint)"
    case .notAllowed(let signer, let reason): "signed by \(signer.name), who \(reason)"
    }
  }
}
