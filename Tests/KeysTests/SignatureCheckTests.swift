import Attestation
import Keys
import Testing
import Vocabulary

@Suite struct SignatureCheckTests {
  let key = SigningKey()
  let message = Array("message".utf8)
  let now = Instant(milliseconds: 1_790_000_000_000)

  func verdict(
    _ armour: String, _ signers: [AllowedSigner], namespace: String = "git"
  ) -> SignatureVerdict {
    SignatureCheck.verify(
      armour: armour, message: message, namespace: namespace, at: now,
      signers: AllowedSigners(signers))
  }

  @Test func `judges who signed what, for what and when`() throws {
    let armour = try key.sshSignature(of: message, namespace: "git")
    let ann = AllowedSigner(principals: ["ann"], key: key.publicKey)
    #expect(verdict(armour, [ann]) == .valid(ann))
    #expect(verdict(armour, [ann]).signer == ann)
    #expect(verdict(armour, []) == .unknownKey(fingerprint: key.fingerprint))
    let file = AllowedSigner(principals: ["ann"], key: key.publicKey, namespaces: ["file"])
    #expect(verdict(armour, [file]) == .notAllowed(file, reason: "may not sign for 'git'"))
    let late = AllowedSigner(
      principals: ["ann"], key: key.publicKey,
      validBefore: Instant(milliseconds: now.milliseconds - 1))
    #expect(verdict(armour, [late]) == .notAllowed(late, reason: "may not sign at \(now)"))
    #expect(verdict(armour, [late, ann]) == .valid(ann))
    guard case .invalid = verdict(armour, [ann], namespace: "file") else {
      Issue.record("a signature for git was taken for a file")
      return
    }
  }

  @Test func `refuses every flipped bit`() throws {
    let ann = AllowedSigner(principals: ["ann"], key: key.publicKey)
    let signature = try SSHSignature(
      armoured: key.sshSignature(of: message, namespace: "git"))
    for index in signature.bytes.indices {
      var bytes = signature.bytes
      bytes[index] ^= 1 << UInt8(index % 8)
      let flipped = SSHSignature(publicKey: key.publicKey, namespace: "git", bytes: bytes)
      #expect(verdict(flipped.armoured, [ann]).signer == nil)
    }
    for text in ["", "x", "-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----"] {
      #expect(verdict(text, [ann]).signer == nil)
    }
  }

  @Test func `takes SHA-256 signatures too`() throws {
    let ann = AllowedSigner(principals: ["ann"], key: key.publicKey)
    let digest = try #require(Hex.decode(Digest.sha256(message).hex))
    let signed = SSHSignature.signedBytes(namespace: "git", hash: .sha256, digest: digest)
    let signature = SSHSignature(
      publicKey: key.publicKey, namespace: "git", hash: .sha256, bytes: try key.sign(signed))
    #expect(verdict(signature.armoured, [ann]) == .valid(ann))
  }

  @Test func `judges envelopes by any of their signatures`() throws {
    let ann = AllowedSigner(principals: ["ann"], key: key.publicKey)
    let statement = Statement(
      subjects: [ResourceDescriptor(digest: ["sha256": "00"])], predicateType: "p", predicate: [:])
    let good = try key.envelope(of: statement)
    let other = try SigningKey().envelope(of: statement)
    func verdict(_ signatures: [Envelope.Signature], _ signers: [AllowedSigner]) -> SignatureVerdict
    {
      SignatureCheck.verify(
        Envelope(payload: good.payload, signatures: signatures), namespace: "git", at: now,
        signers: AllowedSigners(signers))
    }
    #expect(verdict(good.signatures, [ann]) == .valid(ann))
    #expect(verdict(other.signatures + good.signatures, [ann]) == .valid(ann))
    #expect(verdict(other.signatures, [ann]).signer == nil)
    #expect(verdict([], [ann]) == .unsigned)
    let swapped = Envelope.Signature(keyID: key.fingerprint, bytes: other.signatures[0].bytes)
    #expect(verdict([swapped], [ann]).signer == nil)
    let verdicts = [verdict([swapped], [ann]), verdict([], []), verdict(other.signatures, [])]
    #expect(Set(verdicts.map(\.description)).count == 3)
  }
}
