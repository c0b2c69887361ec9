import Attestation
import Foundation
import Keys
import Ledger
import Testing
import Vocabulary

/// What somebody without Merlon can check: git, openssl, jq and ssh-keygen only.
@Suite struct OutsiderTests {
  let fixture: LedgerFixture

  init() throws { fixture = try LedgerFixture() }

  @Test func `plain git verifies the notes commit`() throws {
    try fixture.append(0, "one")
    try fixture.append(1, "two")
    let output = try fixture.git("verify-commit", "refs/notes/merlon/ledger")
    #expect(output.contains("Good \"git\" signature for \(LedgerFixture.author.email)"))
    #expect(
      try fixture.git("log", "--format=%G?", "refs/notes/merlon/ledger") == "G\nG")
    #expect(try fixture.git("fsck", "--strict", "--full") == "")
  }

  @Test func `plain git shows the notes and can merge them`() throws {
    try fixture.append(0, "one", "two")
    let note = try fixture.git("notes", "--ref=merlon/ledger", "show", fixture.commits[0].hex)
    let lines = note.split(separator: "\n").map(String.init)
    #expect(lines == lines.sorted())
    #expect(Set(lines) == Set(try fixture.ledger.read().ordered.map(\.text)))
  }

  @Test func `openssl and jq verify a line`() throws {
    try fixture.append(0, "one")
    try Data((fixture.key.publicKey.line + "\n").utf8)
      .write(to: URL(filePath: fixture.path + "/controller.pub"))
    let output = try fixture.shell(
      """
      git -C policy notes --ref=merlon/ledger show \(fixture.commits[0]) | head -n 1 > line
      jq -r .payload line | base64 -d > payload
      jq -r '.signatures[0].sig' line | base64 -d > signature
      type=$(jq -r .payloadType line)
      { printf 'DSSEv1 %s %s %s ' ${#type} "$type" "$(wc -c < payload)"; cat payload; } > signed
      { printf '302a300506032b6570032100'
        cut -d' ' -f2 controller.pub | base64 -d | tail -c 32 | od -An -v -tx1 | tr -d ' \\n'
      } | tr a-f A-F | basenc --base16 -d > key.der
      openssl pkeyutl -verify -pubin -inkey key.der -keyform DER -rawin -in signed -sigfile signature
      test "$(jq -r '.signatures[0].keyid' line)" = "$(ssh-keygen -lf controller.pub | cut -d' ' -f2)"
      jq -r '.predicate.merlon_ledger.sequence, .subject[0].digest.gitCommit' payload
      """)
    #expect(output == "Signature Verified Successfully\n1\n\(fixture.commits[0])")
  }

  @Test func `sha256sum verifies the chain`() throws {
    let first = try fixture.append(0, "one")
    let second = try fixture.append(1, "two")
    let digest = try fixture.shell(
      "git -C policy notes --ref=merlon/ledger show \(fixture.commits[0]) | tr -d '\\n' | sha256sum"
    )
    #expect(second.appended.first?.previous?.hex == String(digest.prefix(64)))
    #expect(first.appended.first?.previous == nil)
  }
}
