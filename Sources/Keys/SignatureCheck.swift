package import Attestation
package import Vocabulary

/// Judges signatures by a list of allowed signers.
package enum SignatureCheck {
  /// Judges an SSH signature over `message` that was made at `instant`.
  package static func verify(
    armour: String, message: [UInt8], namespace: String, at instant: Instant,
    signers: AllowedSigners
  ) -> SignatureVerdict {
    let signature: SSHSignature
    do throws(AttestationError) { signature = try SSHSignature(armoured: armour) } catch {
      return .invalid(reason: error.reason)
    }
    guard signature.namespace == namespace else {
      return .invalid(reason: "it is meant for '\(signature.namespace)', not '\(namespace)'")
    }
    let digest =
      switch signature.hash {
      case .sha512: SHA512Digest.of(message)
      case .sha256: Hex.decode(Digest.sha256(message).hex) ?? []
      }
    let signed = SSHSignature.signedBytes(
      namespace: namespace, hash: signature.hash, digest: digest)
    guard signature.publicKey.isValid(signature, for: signed) else {
      return .invalid(reason: "it does not fit the content")
    }
    return judge(signature.publicKey, namespace: namespace, at: instant, signers: signers)
  }

  /// Judges the signatures of an envelope that was sealed at `instant`: one that an allowed
  /// signer made is enough.
  package static func verify(
    _ envelope: Envelope, namespace: String, at instant: Instant, signers: AllowedSigners
  ) -> SignatureVerdict {
    let message = envelope.signedBytes
    var verdict = SignatureVerdict.unsigned
    for signature in envelope.signatures {
      let keys = Set(signers.entries.map(\.key)).filter { $0.fingerprint == signature.keyID }
      guard let key = keys.first else {
        verdict = .unknownKey(fingerprint: signature.keyID)
        continue
      }
      guard key.isValid(signature: signature.bytes, for: message) else {
        verdict = .invalid(reason: "it does not fit the content")
        continue
      }
      verdict = judge(key, namespace: namespace, at: instant, signers: signers)
      if verdict.signer != nil { break }
    }
    return verdict
  }

  /// Judges the signature of a person under an order that was given at `instant`.
  package static func verify(
    _ order: SignedOrder, at instant: Instant, signers: AllowedSigners
  ) -> SignatureVerdict {
    verify(
      armour: order.armour, message: order.bytes, namespace: SSHSignature.gitNamespace,
      at: instant, signers: signers)
  }

  /// Looks up who may sign with `key`.
  private static func judge(
    _ key: SSHPublicKey, namespace: String, at instant: Instant, signers: AllowedSigners
  ) -> SignatureVerdict {
    if let signer = signers.signer(of: key, namespace: namespace, at: instant) {
      return .valid(signer)
    }
    guard let signer = signers.signers(with: key).first else {
      return .unknownKey(fingerprint: key.fingerprint)
    }
    return .notAllowed(
      signer,
      reason: signer.mayUse(namespace: namespace)
        ? "may not sign at \(instant)" : "may not sign for '\(namespace)'")
  }
}
