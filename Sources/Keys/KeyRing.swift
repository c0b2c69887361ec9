package import Attestation
import Crypto
import Vocabulary

/// Public keys by their fingerprints, ready to verify many envelopes.
package struct KeyRing: Sendable {
  private let keys: [String: SSHPublicKey]

  /// Makes a ring; who may use which key is for others to say.
  package init(_ keys: some Sequence<SSHPublicKey>) {
    var found: [String: SSHPublicKey] = [:]
    for key in keys { found[key.fingerprint] = key }
    self.keys = found
  }

  /// Finds the key of the ring that signed an envelope, or says why there is none.
  ///
  /// - Complexity: O(signatures); about 50 µs each, whatever the number of keys.
  package func key(
    of envelope: Envelope
  ) -> (fingerprint: String?, problem: SignatureVerdict) {
    var problem = SignatureVerdict.unsigned
    let message = envelope.signedBytes
    for signature in envelope.signatures {
      guard let key = keys[signature.keyID] else {
        problem = .unknownKey(fingerprint: signature.keyID)
        continue
      }
      if key.isValid(signature: signature.bytes, for: message) {
        return (signature.keyID, problem)
      }
      problem = .invalid(reason: "it does not fit the content")
    }
    return (nil, problem)
  }
}
