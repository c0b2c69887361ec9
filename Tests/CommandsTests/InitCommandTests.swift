import Foundation
import TestSupport
import Testing

/// `merlon init` with a person's key.
@Suite(.timeLimit(.minutes(10))) struct InitCommandTests {
  /// Makes Ada's key.
  private func makeKey(in fleet: Fleet) async throws -> String {
    let key = fleet.root + "/ada"
    let made = try await fleet.run(
      "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ada's laptop", "-f", key])
    #expect(made.status == 0, "\(made)")
    _ = try await fleet.run("git", ["config", "--global", "user.email", "ada@example.com"])
    return key
  }

  /// The first commit is signed by Ada, who is the one who may change the policy.
  private func expectSigned(_ fleet: Fleet) async throws {
    let verdict = try await fleet.run("git", ["verify-commit", "HEAD"])
    #expect(verdict.status == 0 && verdict.error.contains("ada@example.com"), "\(verdict)")
    let signers = try String(
      contentsOfFile: fleet.path + "/.merlon/allowed_signers", encoding: .utf8)
    let lines = signers.split(separator: "\n")
    #expect(lines.count == 3, "the controller, the host and Ada")
    #expect(lines.last?.hasPrefix("ada@example.com namespaces=\"git\" ssh-ed25519 AAAA") == true)
  }

  @Test func `a key file is admitted, and git signs with it`() async throws {
    try await Fleet.withEmpty { fleet in
      let key = try await makeKey(in: fleet)
      let made = try await fleet.merlon("init", fleet.path, "--signer", key + ".pub")
      #expect(made.status == 0 && made.output.contains("signed by ada@example.com"), "\(made)")
      try await fleet.commit("A fleet with one image")
      try await expectSigned(fleet)
    }
  }

  @Test func `what git signs with already is admitted`() async throws {
    try await Fleet.withEmpty { fleet in
      let key = try await makeKey(in: fleet)
      let settings = [
        "gpg.format": "ssh", "user.signingKey": key, "commit.gpgsign": "true",
      ]
      for (name, value) in settings {
        _ = try await fleet.run("git", ["config", "--global", name, value])
      }
      let made = try await fleet.merlon("init", fleet.path)
      #expect(made.status == 0, "\(made)")
      try await fleet.commit("A fleet with one image")
      try await expectSigned(fleet)
    }
  }

  @Test func `the private half may be in ssh-agent alone`() async throws {
    try await Fleet.withEmpty { fleet in
      let key = try await makeKey(in: fleet)
      let made = try await fleet.run(
        "bash",
        [
          "-ec",
          """
          eval "$(ssh-agent -s)" >/dev/null
          trap 'ssh-agent -k >/dev/null' EXIT
          ssh-add -q '\(key)'
          rm '\(key)' '\(key).pub'
          '\(E2E.merlon)' init '\(fleet.path)' --signer "$(ssh-add -L)"
          cd '\(fleet.path)'
          git add --all
          git commit --quiet --message 'A fleet with one image'
          """,
        ])
      #expect(made.status == 0, "\(made)")
      try await expectSigned(fleet)
    }
  }

  @Test func `a key that is none, or nobody's, is refused before anything is written`()
    async throws
  {
    try await Fleet.withEmpty { fleet in
      let nobody = try await fleet.merlon("init", fleet.path, "--signer", "ssh-ed25519 AAAA")
      #expect(nobody.status == 2 && nobody.error.contains("user.email"), "\(nobody)")
      _ = try await makeKey(in: fleet)
      let broken = try await fleet.merlon("init", fleet.path, "--signer", "ssh-ed25519 AAAA")
      #expect(broken.status == 2 && broken.error.contains("cannot be used"), "\(broken)")
      let absent = try await fleet.merlon("init", fleet.path, "--signer", fleet.root + "/absent")
      #expect(absent.status == 2 && absent.error.contains("absent.pub"), "\(absent)")
      #expect(!FileManager.default.fileExists(atPath: fleet.path + "/merlon.yaml"))
    }
  }
}
