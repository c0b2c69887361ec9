import Attestation
import Testing
import Vocabulary

@Suite struct SSHSignatureTests {
  static let signature = SSHSignature(
    publicKey: SSHPublicKey(bytes: Array(1...32)), namespace: "git", bytes: Array(1...64))

  @Test func `comes back as it was`() throws {
    let armour = Self.signature.armoured
    #expect(try SSHSignature(armoured: armour) == Self.signature)
    #expect(try SSHSignature(armoured: armour + "\n") == Self.signature)
    #expect(Self.signature.blob.count == 173)
    #expect(armour.split(separator: "\n").dropFirst().dropLast(2).allSatisfy { $0.count == 70 })
  }

  @Test func `refuses every truncation and every extra byte`() {
    let blob = Self.signature.blob
    for count in 0..<blob.count {
      #expect(throws: AttestationError.self) { try SSHSignature(blob: Array(blob.prefix(count))) }
    }
    #expect(throws: AttestationError.self) { try SSHSignature(blob: blob + [0]) }
  }

  @Test func `refuses broken armour`() {
    let armour = Self.signature.armoured
    for text in [
      "", "\n", armour + "x", "x" + armour, armour + "\n" + armour,
      armour.replacing("BEGIN SSH", with: "BEGIN PGP"),
      armour.replacing("U1NIU0lH", with: "U1NIU0l*"),
    ] {
      #expect(throws: AttestationError.self) { try SSHSignature(armoured: text) }
    }
  }

  @Test func `public keys are read strictly`() throws {
    let key = Self.signature.publicKey
    #expect(try SSHPublicKey(parsing: key.line) == key)
    #expect(try SSHPublicKey(parsing: key.line + " a comment") == key)
    #expect(try SSHPublicKey(wire: key.wire) == key)
    for count in 0..<key.wire.count {
      #expect(throws: AttestationError.self) {
        try SSHPublicKey(wire: Array(key.wire.prefix(count)))
      }
    }
    for text in ["", "ssh-ed25519", "ssh-rsa " + Base64.encode(key.wire), "ssh-ed25519 ?"] {
      #expect(throws: AttestationError.self) { try SSHPublicKey(parsing: text) }
    }
  }
}
