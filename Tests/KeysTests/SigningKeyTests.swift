import Attestation
import Foundation
import Keys
import TestSupport
import Testing
import Vocabulary

@Suite struct SigningKeyTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  func refusal(_ file: String) -> KeyError.Kind? {
    do throws(KeyError) {
      _ = try SigningKey(readingFile: folder.path + "/" + file)
      return nil
    } catch { return error.kind }
  }

  @Test func `ssh-keygen reads what we write`() throws {
    let key = SigningKey()
    try key.write(toFile: folder.path + "/key", comment: "merlon test")
    #expect(try folder.shell("ssh-keygen -y -f key") == key.publicKey.line + " merlon test")
    #expect(try folder.read("key.pub") == key.publicKey.line + " merlon test\n")
    #expect(try folder.shell("ssh-keygen -lf key.pub | cut -d' ' -f2") == key.fingerprint)
    #expect(try folder.shell("stat -c %a key key.pub") == "600\n644")
    #expect(try folder.shell("ls") == "key\nkey.pub")
  }

  @Test func `we read what ssh-keygen writes, and what we write`() throws {
    try folder.shell("ssh-keygen -q -t ed25519 -N '' -C 'a comment' -f theirs")
    let theirs = try SigningKey(readingFile: folder.path + "/theirs")
    #expect(try folder.read("theirs.pub") == theirs.publicKey.line + " a comment\n")
    let ours = SigningKey()
    try ours.write(toFile: folder.path + "/ours", comment: "")
    #expect(try SigningKey(readingFile: folder.path + "/ours").publicKey == ours.publicKey)
  }

  @Test func `signatures are ssh-keygen's, byte for byte`() throws {
    try folder.shell("ssh-keygen -q -t ed25519 -N '' -f key")
    let key = try SigningKey(readingFile: folder.path + "/key")
    for message in ["", "a", String(repeating: "long\n", count: 10_000)] {
      try folder.write(message, to: "message")
      try folder.shell("ssh-keygen -q -Y sign -f key -n git < message > signature")
      let armour = try key.sshSignature(of: Array(message.utf8), namespace: "git")
      #expect(try folder.read("signature") == armour + "\n")
      #expect(try SSHSignature(armoured: armour + "\n").armoured == armour)
    }
  }

  @Test func `never overwrites a key`() throws {
    try SigningKey().write(toFile: folder.path + "/key", comment: "")
    let before = try folder.read("key")
    do throws(KeyError) {
      try SigningKey().write(toFile: folder.path + "/key", comment: "")
      Issue.record("overwritten")
    } catch { #expect(error.kind == .exists) }
    #expect(try folder.read("key") == before)
  }

  @Test func `refuses what it must not use, and says why`() throws {
    #expect(refusal("none") == .missing)
    try folder.shell("ssh-keygen -q -t ed25519 -N 'secret phrase' -f locked")
    #expect(refusal("locked") == .encrypted)
    try folder.shell("ssh-keygen -q -t ecdsa -N '' -f ecdsa")
    #expect(refusal("ecdsa") == .malformed)
    try folder.shell("ssh-keygen -q -t ed25519 -N '' -f open; chmod 640 open")
    #expect(refusal("open") == .exposed)
    #expect(refusal("open.pub") == .exposed)
    try folder.shell("mkdir -m 700 folder; : > empty; chmod 600 empty")
    #expect(refusal("folder") == .malformed)
    #expect(refusal("empty") == .malformed)
  }

  @Test func `refuses every truncation of a key`() throws {
    try SigningKey().write(toFile: folder.path + "/key", comment: "c")
    let lines = try folder.read("key").split(separator: "\n").map(String.init)
    let blob = try #require(Base64.decode(lines[1..<lines.count - 1].joined()))
    try folder.shell(": > cut; chmod 600 cut")
    for count in 0..<blob.count {
      let text = [lines[0], Base64.encode(blob.prefix(count)), lines[lines.count - 1], ""]
      try folder.write(text.joined(separator: "\n"), to: "cut")
      try folder.shell("chmod 600 cut")
      #expect(refusal("cut") == .malformed, "\(count) bytes")
    }
  }

  @Test func `an envelope verifies with its key and no other`() throws {
    let key = SigningKey()
    let statement = Statement(
      subjects: [ResourceDescriptor(name: "x", digest: ["sha256": "00"])],
      predicateType: "https://example.com", predicate: [:])
    let envelope = try key.envelope(of: statement)
    #expect(try envelope.statement() == statement)
    #expect(envelope.signatures.map(\.keyID) == [key.fingerprint])
    #expect(try Envelope(parsing: envelope.line) == envelope)
    let bytes = envelope.signatures[0].bytes
    #expect(key.publicKey.isValid(signature: bytes, for: envelope.signedBytes))
    #expect(!SigningKey().publicKey.isValid(signature: bytes, for: envelope.signedBytes))
    #expect(!key.publicKey.isValid(signature: [], for: envelope.signedBytes))
  }
}
