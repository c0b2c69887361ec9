import Attestation
import Foundation
import Keys
import Testing
import Vocabulary

@Suite struct AllowedSignersTests {
  let key = SigningKey().publicKey

  func parse(_ text: String) throws -> AllowedSigner {
    let signers = try AllowedSigners(parsing: text, file: "allowed_signers")
    return try #require(signers.entries.first)
  }

  @Test func `comes back as it was`() throws {
    let signers = AllowedSigners([
      AllowedSigner(principals: ["a@b", "c@d"], key: key),
      AllowedSigner(principals: ["a@b"], key: key, namespaces: nil),
      AllowedSigner(
        principals: ["a@b"], key: key, namespaces: ["git", "file"],
        validAfter: Instant("2026-01-02T03:04:05Z"), validBefore: Instant("2027-01-01T00:00:00Z")),
    ])
    #expect(try AllowedSigners(parsing: signers.text, file: "f") == signers)
    #expect(signers.text.contains(#"valid-after="20260102030405Z",valid-before="20270101000000Z""#))
  }

  @Test func `reads what people write`() throws {
    let text =
      "\n# who\n\n  a@b   NAMESPACES=\"git\",valid-after=\"20260101Z\"  \(key.line) a comment\n"
    let signer = try parse(text)
    #expect(signer.principals == ["a@b"])
    #expect(signer.namespaces == ["git"])
    #expect(signer.validAfter == Instant("2026-01-01T00:00:00Z"))
    #expect(try parse("\"a@b\" \(key.line)").namespaces == nil)
    #expect(
      try parse("a@b valid-before=\"202601010203Z\" \(key.line)").validBefore
        == Instant("2026-01-01T02:03:00Z"))
  }

  @Test func `looks signers up by key, purpose and time`() throws {
    let (early, late) = (Instant(milliseconds: 1000), Instant(milliseconds: 2000))
    let signer = AllowedSigner(
      principals: ["a"], key: key, validAfter: early, validBefore: late)
    let signers = AllowedSigners([signer])
    for (milliseconds, isValid) in [(999, false), (1000, true), (2000, true), (2001, false)] {
      let found = signers.signer(
        of: key, namespace: "git", at: Instant(milliseconds: Int64(milliseconds)))
      #expect((found == signer) == isValid)
    }
    #expect(signers.signer(of: key, namespace: "file", at: early) == nil)
    #expect(signers.signer(of: SigningKey().publicKey, namespace: "git", at: early) == nil)
  }

  @Test(arguments: [
    "a@b", "a@b ssh-ed25519", "a@b ssh-ed25519 AAAA", "*@b KEY", "!a KEY", "a@b cert-authority KEY",
    "a@b namespaces=\"g*\" KEY", "a@b valid-after=\"20260101\" KEY",
    "a@b valid-after=\"2026Z\" KEY",
    "a@b valid-after=\"20261301Z\" KEY", "a@b nonsense KEY", "a@b namespaces=\"git KEY",
    "a@b namespaces=\"git\"",
  ])
  func `names the line that it cannot honour`(line: String) {
    let text = "good \(key.line)\n" + line.replacingOccurrences(of: "KEY", with: key.line) + "\n"
    let (signers, diagnostics) = AllowedSigners.parse(text, file: "allowed_signers")
    #expect(signers.entries.map(\.principals) == [["good"]])
    #expect(diagnostics.map(\.location.line) == [2])
  }

  @Test func `passes over keys of other types, and short ones, with a warning`() throws {
    let text =
      "a@b ssh-dss AAAAB3NzaC1kc3MAAAA=\nc@d \(key.line)\n"
      + "a@b ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==\n"
    let (signers, diagnostics) = AllowedSigners.parse(text, file: "f")
    #expect(signers.entries.count == 1)
    #expect(diagnostics.map(\.severity) == [.warning, .warning])
    #expect(try AllowedSigners(parsing: text, file: "f") == signers)
  }
}
