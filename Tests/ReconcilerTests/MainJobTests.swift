import Foundation
import TestSupport
import Testing
import Vocabulary

/// From a commit of policy to what a client sees, with nothing replaced.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct MainJobTests {
  @Test func `a requirement is enforced on the image that it selects and no other`() async throws {
    try await Fleet.withCommitted { fleet in
      let innerPort = try LocalPort.free()
      try fleet.write(FleetPolicy.inner(port: innerPort), to: "images/inner.yaml")
      let first = try await fleet.commit("Two images")
      try await fleet.startHost()
      try await fleet.reconcile(expecting: 0)
      #expect(fleet.ask("/admin/") == 200)
      let (web, inner) = (try await fleet.instance("web"), try await fleet.instance("inner"))

      let verifier = try await fleet.verifier(of: "s3cret")
      try fleet.write(
        FleetPolicy.authenticated(alice: verifier), to: "requirements/authenticated.yaml")
      let second = try await fleet.commit("Public sites need a password")
      let outcome = try await fleet.reconcile(expecting: 0)
      #expect(outcome.output.contains("inner kept"), "\(outcome)")
      #expect(fleet.ask("/admin/") == 403)
      #expect(fleet.ask("/admin/", as: "alice:s3cret") == 200)
      #expect(fleet.ask("/admin/", as: "alice:wrong") == 403)
      #expect(fleet.ask("/admin/", as: "bob:s3cret") == 403)
      #expect(fleet.ask("/") == 200)
      #expect(LocalPort.get("/admin/", at: innerPort)?.status == 200)
      let kept = try await fleet.instance("inner")
      #expect(kept?["digest"] == inner?["digest"] && kept?["since"] == inner?["since"])
      #expect(kept?["revision"]?.string == second)
      #expect(try await fleet.instance("web")?["digest"] != web?["digest"])
      try await audit(fleet, first, second)
    }
  }

  /// What the ledger must say of both commits, to Merlon and to plain git.
  private func audit(_ fleet: Fleet, _ first: String, _ second: String) async throws {
    let audit = try await fleet.merlon("audit", "--output", "json")
    #expect(audit.status == 0, "\(audit)")
    let commits = try #require(audit.json()["commits"]?.array)
    #expect(commits.map { $0["commit"]?.string } == [first, second])
    #expect(commits.map { $0["verdict"]?.string } == ["PASSED", "PASSED"])
    #expect(commits.map { $0["builds"]?.array?.count } == [2, 1])
    #expect(
      commits[1]["builds"]?.array?[0]["requirements"]
        == .array([.string("public-is-authenticated")]))
    let digest = try await fleet.instance("web")?["digest"]
    #expect(commits[1]["builds"]?.array?[0]["digest"] == digest)
    let enforced = commits[1]["instances"]?.array?.filter { $0["event"]?.string == "enforced" }
    #expect(enforced?.first { $0["image"]?.string == "web" }?["digest"] == digest)
    let check = try await fleet.run("git", ["verify-commit", "refs/notes/merlon/ledger"])
    #expect(check.status == 0 && check.error.contains("Good \"git\" signature"), "\(check)")
    let status = try await fleet.merlon("status")
    #expect(status.status == 0 && status.output.hasSuffix("in sync\n"), "\(status)")
  }

  @Test func `a wrong commit is refused while the old one serves, and a right one mends it`()
    async throws
  {
    try await Fleet.withServing { fleet in
      let good = try await fleet.git("rev-parse", "HEAD")
      let before = try await fleet.instance("web")
      try fleet.replace(
        "{port: 80}\n    static", by: "{port: 80, prot: 81}\n    static", in: "images/web.yaml")
      let wrong = try await fleet.commit("An option that does not exist")
      let refused = try await fleet.reconcile(expecting: 1)
      #expect(refused.output.contains("images/web.yaml:7:29: error:"), "\(refused)")
      #expect(refused.output.contains("did you mean port?"), "\(refused)")
      #expect(fleet.ask("/") == 200)
      let after = try await fleet.instance("web")
      #expect(after?["digest"] == before?["digest"] && after?["since"] == before?["since"])
      let status = try await fleet.merlon("status", "--output", "json")
      #expect(status.status == 1)
      #expect(try status.json()["inForce"]?.string == good)
      #expect(try await fleet.record(of: wrong)?["verdict"]?.string == "FAILED")
      let again = try await fleet.reconcile(expecting: 1)
      #expect(!again.output.contains("recorded"), "\(again)")

      try fleet.replace(", prot: 81", by: "", in: "images/web.yaml")
      try fleet.replace("<h1>admin", by: "<h1>mended", in: "site/admin/index.html")
      let mended = try await fleet.commit("Mended")
      try await fleet.reconcile(expecting: 0)
      #expect(LocalPort.get("/admin/", at: fleet.port)?.body.contains("mended") == true)
      #expect(
        try await fleet.verdicts() == [good: "PASSED", wrong: "FAILED", mended: "PASSED"])
      #expect(try await fleet.merlon("status").status == 0)
    }
  }

  @Test func `a commit that affects nothing gets its note`() async throws {
    try await Fleet.withServing { fleet in
      let before = try await fleet.instance("web")
      try fleet.write("Read me.\n", to: "README.md")
      let commit = try await fleet.commit("A readme")
      let outcome = try await fleet.reconcile(expecting: 0)
      #expect(!outcome.output.contains("built"), "\(outcome)")
      let record = try #require(try await fleet.record(of: commit))
      #expect(record["verdict"]?.string == "PASSED")
      #expect(record["reason"]?.string?.hasPrefix("no image affected") == true)
      #expect(record["builds"]?.array?.isEmpty == true)
      let note = try await fleet.git("notes", "--ref", "merlon/ledger", "show", commit)
      #expect(note.split(separator: "\n").count == record["lines"]?.integer)
      let after = try await fleet.instance("web")
      #expect(after?["digest"] == before?["digest"] && after?["since"] == before?["since"])
      #expect(try await fleet.merlon("status").status == 0)
    }
  }

  @Test func `of several commits at once the newest is built`() async throws {
    try await Fleet.withServing { fleet in
      var commits: [String] = []
      for text in ["first", "second", "third"] {
        try fleet.write("<h1>\(text)</h1>\n", to: "site/index.html")
        commits.append(try await fleet.commit("The \(text) of three"))
      }
      let outcome = try await fleet.reconcile(expecting: 0)
      #expect(LocalPort.get("/", at: fleet.port)?.body == "<h1>third</h1>\n")
      #expect(outcome.output.matches(of: /superseded by/).count == 2, "\(outcome)")
      for commit in commits.dropLast() {
        let record = try await fleet.record(of: commit)
        #expect(record?["reason"]?.string?.hasPrefix("superseded by") == true)
        #expect(record?["builds"]?.array?.isEmpty == true)
      }
      #expect(try await fleet.record(of: commits[2])?["builds"]?.array?.count == 1)
    }
  }

  @Test func `a branch that is set back to a superseded commit enforces and records it`()
    async throws
  {
    try await Fleet.withServing { fleet in
      try fleet.write("<h1>older</h1>\n", to: "site/index.html")
      let older = try await fleet.commit("Older")
      try fleet.write("<h1>newer</h1>\n", to: "site/index.html")
      try await fleet.commit("Newer")
      try await fleet.reconcile(expecting: 0)
      try await fleet.git("reset", "--quiet", "--hard", older)
      try await fleet.reconcile(expecting: 0)
      #expect(LocalPort.get("/", at: fleet.port)?.body == "<h1>older</h1>\n")
      let record = try await fleet.record(of: older)
      let digest = try await fleet.instance("web")?["digest"]
      #expect(record?["builds"]?.array?.map { $0["digest"] } == [digest])
      #expect(record?["instances"]?.array?.map { $0["digest"] } == [digest])
    }
  }

  @Test func `an image that fails its probe is rolled back, and stays a failure`() async throws {
    try await Fleet.withServing { fleet in
      let before = try await fleet.instance("web")
      let policy = FleetPolicy.authenticated(alice: try await fleet.verifier(of: "s3cret"))
      try fleet.write(
        policy.replacingOccurrences(of: "expect: 403", with: "expect: 404"), to: "r.yaml")
      let commit = try await fleet.commit("A probe that cannot pass")
      let failed = try await fleet.reconcile(expecting: 1)
      #expect(failed.output.contains("goes on serving"), "\(failed)")
      #expect(fleet.ask("/admin/") == 200)
      let rows = try await fleet.status()["instances"]?.array
      let serving = rows?.filter { $0["state"]?.string == "serving" }
      #expect(serving?.map { $0["digest"] } == [before?["digest"]], "\(rows ?? [])")
      let events = try await fleet.record(of: commit)?["instances"]?.array
      #expect(events?.map { $0["event"]?.string } == ["failed"])
      try fleet.write("Read me.\n", to: "README.md")
      try await fleet.commit("A readme")
      #expect(try await fleet.merlon("reconcile", "--once").status == 1)
      #expect(try await fleet.merlon("status").status == 1)
    }
  }

  @Test func `a reconciler that keeps watching enforces what is committed`() async throws {
    try await Fleet.withServing { fleet in
      let reconciler = try fleet.startMerlon("reconcile")
      try fleet.write("<h1>watched</h1>\n", to: "site/index.html")
      try await fleet.commit("Watched")
      try await Patience.wait(until: "the new page") {
        LocalPort.get("/", at: fleet.port)?.body == "<h1>watched</h1>\n"
      }
      let second = try await fleet.merlon("reconcile", "--once")
      #expect(second.status == 2 && second.error.contains("stop it first"), "\(second)")
      reconciler.send(SIGTERM)
      _ = try await reconciler.wait()
    }
  }
}
