import Foundation
import TestSupport
import Testing
import Vocabulary

/// Orders where people sign policy, through the real programs.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct SignedOrderTests {
  /// Lends a serving fleet in whose policy Ann has to sign.
  private func withSigned(_ body: (Fleet) async throws -> Void) async throws {
    try await Fleet.withServing { fleet in
      try await fleet.requireAnn()
      try await fleet.reconcile(expecting: 0)
      try await body(fleet)
    }
  }

  private func rows(_ fleet: Fleet, _ question: String) async throws -> [JSON] {
    try await fleet.merlon("audit", question, "--output", "json").json()["rows"]?.array ?? []
  }

  private func state(_ fleet: Fleet) async throws -> String? {
    try await fleet.merlon("rollout", "status", "--output", "json").json()["images"]?.array?.first?[
      "state"]?.string
  }

  @Test func `an order counts by the signature of its person, which anybody can verify`()
    async throws
  {
    try await withSigned { fleet in
      let order = try await fleet.merlon("suspend", "web", "--for", "1h", "--reason", "incident")
      #expect(order.status == 0, "\(order)")
      let told = try await rows(fleet, "overrides").first { $0["what"]?.string == "suspended" }
      #expect(told?["actor"]?.string == "ann@acme" && told?["signer"]?.string == "ann@acme")
      #expect(told?["detail"]?.string == "incident" && told?["until"]?.string != nil)
      // The README's commands, word for word.
      let section = try SourceTree.text(of: "README.md")
        .components(separatedBy: "What a person ordered").last
      let script = try #require(
        section?.components(separatedBy: "```sh\n").dropFirst().first?
          .components(separatedBy: "```").first)
      let good = try await fleet.run("bash", ["-euo", "pipefail", "-c", script])
      #expect(
        good.status == 0 && good.output.contains("Good \"git\" signature for ann@acme"), "\(good)")
      let bad = try await fleet.run(
        "bash", ["-euo", "pipefail", "-c", script.replacing("< order", with: "< /dev/null")])
      #expect(bad.status != 0, "\(bad)")
      try fleet.write("<h1>newer</h1>\n", to: "site/index.html")
      try await fleet.sign()
      let held = try await fleet.reconcile(expecting: 1)
      #expect(held.output.contains("web held as asked"), "\(held)")
      #expect(try await fleet.merlon("audit", "verify").status == 0)
      #expect(try await fleet.merlon("resume", "web", "--reason", "it is over").status == 0)
      try await fleet.reconcile(expecting: 0)
      #expect(LocalPort.get("/", at: fleet.port)?.body == "<h1>newer</h1>\n")
    }
  }

  @Test func `what a stranger, or one in another's name, orders is refused and recorded`()
    async throws
  {
    try await withSigned { fleet in
      #expect(try await fleet.merlon("suspend", "web", "--reason", "incident").status == 0)
      let other = try await fleet.merlon("resume", "web", "--actor", "bob@acme")
      #expect(other.status == 1 && other.error.contains("in the name of bob@acme"), "\(other)")
      try await fleet.useKey("eve")
      let strange = try await fleet.merlon("resume", "web", "--actor", "ann@acme")
      #expect(strange.status == 1 && strange.error.contains("unknown key"), "\(strange)")
      let reasons = try await rows(fleet, "refusals").compactMap { $0["reason"]?.string }
      #expect(reasons.contains { $0.contains("unknown key") }, "\(reasons)")
      #expect(try await state(fleet) == "suspended")
      let none = try await fleet.run(
        "env", ["GIT_CONFIG_COUNT=0", E2E.merlon, "resume", "web", "--key", "/nowhere"])
      #expect(none.status == 2 && none.error.contains("/nowhere"), "\(none)")
      try await fleet.git("config", "--unset", "user.signingKey")
      let nobody = try await fleet.merlon("resume", "web")
      #expect(nobody.status == 2 && nobody.error.contains("--key"), "\(nobody)")
      let own = try await fleet.merlon("resume", "web", "--key", fleet.root + "/ann")
      #expect(own.status == 0, "\(own)")
      #expect(try await state(fleet) != "suspended")
      #expect(try await fleet.merlon("audit", "verify").status == 0)
    }
  }

  @Test func `the private half may be in ssh-agent alone`() async throws {
    try await withSigned { fleet in
      let key = fleet.root + "/ann"
      let given = try await fleet.run(
        "bash",
        [
          "-ec",
          """
          eval "$(ssh-agent -s)" >/dev/null
          trap 'ssh-agent -k >/dev/null' EXIT
          ssh-add -q '\(key)'
          rm '\(key)'
          '\(E2E.merlon)' suspend web --reason 'by its file'
          rm '\(key).pub'
          '\(E2E.merlon)' resume web --key "$(ssh-add -L)"
          """,
        ])
      #expect(given.status == 0, "\(given)")
      let signers = try await rows(fleet, "overrides").suffix(2).map { $0["signer"]?.string }
      #expect(signers == ["ann@acme", "ann@acme"])
      let folder = try FileManager.default.contentsOfDirectory(atPath: fleet.path + "/.git/merlon")
      #expect(!folder.contains { $0.hasPrefix("signer-") }, "\(folder)")
      let gone = try await fleet.merlon("suspend", "web", "--reason", "nobody has the key")
      #expect(gone.status == 2, "\(gone)")
    }
  }

  @Test func `an order ends with the right of who gave it`() async throws {
    try await withSigned { fleet in
      #expect(try await fleet.merlon("suspend", "web", "--reason", "incident").status == 0)
      let list = try String(contentsOfFile: "\(fleet.path)/\(Fleet.signers)", encoding: .utf8)
      try await fleet.useKey("bob")
      let bob = try String(contentsOfFile: fleet.root + "/bob.pub", encoding: .utf8)
      let others = list.split(separator: "\n").filter { !$0.hasPrefix("ann@acme") }
      try fleet.write(
        others.joined(separator: "\n") + "\nbob@acme namespaces=\"git\" " + bob, to: Fleet.signers)
      try fleet.write("<h1>newer</h1>\n", to: "site/index.html")
      try await fleet.useKey("ann")
      try await fleet.sign("Bob in the place of Ann")
      let freed = try await fleet.reconcile(expecting: 0)
      #expect(freed.output.contains("order 'suspended web' of ann@acme refused"), "\(freed)")
      #expect(LocalPort.get("/", at: fleet.port)?.body == "<h1>newer</h1>\n")
      let late = try await fleet.merlon("suspend", "web", "--reason", "once more")
      #expect(late.status == 1 && late.error.contains("unknown key"), "\(late)")
      let verified = try await fleet.merlon("audit", "verify")
      #expect(verified.status == 0, "\(verified)")
    }
  }
}
