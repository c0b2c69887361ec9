import Foundation
import TestSupport
import Testing
import Vocabulary

/// What a git server with Merlon's hooks lets in, by real pushes.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct ServerHookTests {
  private static let ledger = "refs/notes/merlon/ledger"

  /// Lends a fleet in whose policy Ann has to sign, cloned to a server with hooks that is `origin`.
  private func withServer(
    _ transport: GitServer.Transport, _ body: (Fleet, String) async throws -> Void
  ) async throws {
    try await Fleet.withCommitted { fleet in
      try await fleet.requireAnn()
      let bare = fleet.root + "/srv/policy.git"
      try await fleet.git("clone", "--quiet", "--bare", fleet.path, bare)
      try await fleet.git("-C", bare, "config", "http.receivepack", "true")
      // Otherwise git itself refuses that, and asks no hook.
      try await fleet.git("-C", bare, "config", "receive.denyDeleteCurrent", "ignore")
      let installed = try await fleet.merlon("hook", "install", "--repo", bare)
      #expect(installed.status == 0, "\(installed)")
      let server = try await GitServer(
        transport, of: fleet.root + "/srv", state: fleet.root + "/server")
      fleet.environment.merge(server.variables) { $1 }
      try await fleet.git("config", "protocol.version", "2")
      try await fleet.git("remote", "add", "origin", server.base + "policy.git")
      let result: Result<Void, any Error>
      do { result = .success(try await body(fleet, bare)) } catch { result = .failure(error) }
      await server.stop()
      try result.get()
    }
  }

  private func push(_ fleet: Fleet, _ what: String...) async throws -> Outcome {
    try await fleet.run("git", ["push", "--quiet", "origin"] + what)
  }

  /// Pushes what must be refused with a reason, and leave the reference where it is.
  private func expectRefusal(
    _ fleet: Fleet, _ bare: String, of reference: String, _ what: String, because words: String
  ) async throws {
    let before = try await fleet.git("-C", bare, "for-each-ref")
    let outcome = try await fleet.run("git", ["push", "--quiet", "origin", what])
    #expect(outcome.status != 0, "\(what): \(outcome)")
    #expect(outcome.error.contains("update: refused: \(reference)"), "\(what): \(outcome)")
    #expect(outcome.error.contains(words), "\(what): \(outcome)")
    #expect(try await fleet.git("-C", bare, "for-each-ref") == before)
  }

  @Test(arguments: GitServer.Transport.allCases)
  func `only policy that is signed and right lands`(transport: GitServer.Transport) async throws {
    try await withServer(transport) { fleet, bare in
      let main = "refs/heads/main"
      try fleet.write("<h1>good</h1>\n", to: "site/index.html")
      let good = try await fleet.sign()
      var outcome = try await push(fleet, "main")
      #expect(outcome.status == 0, "\(outcome)")
      #expect(try await fleet.git("-C", bare, "rev-parse", "main") == good)

      try fleet.write("<h1>unsigned</h1>\n", to: "site/index.html")
      try await fleet.commit("Not signed")
      try await expectRefusal(fleet, bare, of: main, "main", because: "the commit is not signed")
      try await fleet.sign("I have read it")
      outcome = try await push(fleet, "main")
      #expect(outcome.status == 0, "\(outcome)")

      try fleet.replace("memory: 16MiB", by: "memory: 16MiBs", in: "images/web.yaml")
      try await fleet.sign()
      try await expectRefusal(fleet, bare, of: main, "main", because: "images/web.yaml:")
      try await fleet.git("reset", "--quiet", "--hard", "HEAD~1")

      try await expectRefusal(
        fleet, bare, of: main, "+\(good):\(main)", because: "has left commit")
      try await expectRefusal(fleet, bare, of: main, ":\(main)", because: "have to be signed")
      try await fleet.git("switch", "--quiet", "--orphan", "other")
      try await fleet.git("checkout", "main", "--", ".")
      try await fleet.sign("Another history")
      try await expectRefusal(
        fleet, bare, of: main, "+other:\(main)", because: "has left commit")
      // What is no policy is nobody's business.
      #expect(try await push(fleet, "other").status == 0)
      #expect(try await push(fleet, ":other").status == 0)
      for name in ["refs/replace/" + good, "refs/merlon/pins/" + good, "refs/merlon/trusted"] {
        try await expectRefusal(fleet, bare, of: name, "\(good):\(name)", because: "hint: ")
      }
    }
  }

  @Test(arguments: GitServer.Transport.allCases)
  func `a ledger only grows, by what its writer signs`(
    transport: GitServer.Transport
  ) async throws {
    try await withServer(transport) { fleet, bare in
      // No host listens: the verdict and the build are recorded all the same.
      #expect(try await fleet.merlon("reconcile", "--once").status == 2)
      var outcome = try await push(fleet, Self.ledger)
      #expect(outcome.status == 0, "\(outcome)")
      try await fleet.sign()
      #expect(try await fleet.merlon("reconcile", "--once").status == 2)
      #expect(try await push(fleet, "main").status == 0)
      outcome = try await push(fleet, Self.ledger)
      #expect(outcome.status == 0, "\(outcome)")
      let tip = try await fleet.git("rev-parse", Self.ledger)

      func hostile(_ what: String, _ words: String) async throws {
        try await expectRefusal(
          fleet, bare, of: String(what.split(separator: ":").last ?? ""), what, because: words)
        try await fleet.git("update-ref", Self.ledger, tip)
      }
      try await hostile(":" + Self.ledger, "cannot be deleted")
      try await hostile("+\(tip)~1:\(Self.ledger)", "not among the first parents")
      try await fleet.git("notes", "--ref", "merlon/ledger", "append", "-m", "a line", "HEAD")
      try await hostile("\(Self.ledger):\(Self.ledger)", "it is not signed")
      // The very same lines, once more and by Ann.
      let again = try await fleet.git(
        "commit-tree", "-S", "-p", tip, "-m", "x", tip + "^{tree}")
      try await hostile("\(again):\(Self.ledger)", "unknown key")
      let merge = try await fleet.git(
        "commit-tree", "-p", tip, "-p", tip + "~1", "-m", "x", tip + "^{tree}")
      try await hostile("\(merge):\(Self.ledger)", "more than one parent")
      for name in ["refs/notes/merlon/ledger2", "refs/notes/merlon/hosts/local/x"] {
        try await hostile("\(tip):\(name)", "there is no ledger")
      }
      try await hostile(
        "\(tip):refs/notes/merlon/hosts/local", "who is the controller and not the host local")
      try await hostile("\(tip):refs/merlon/lease/controller", "a controller signs")
    }
  }

  @Test(arguments: GitServer.Transport.allCases)
  func `a person orders without the controller's key, and nobody else does`(
    transport: GitServer.Transport
  ) async throws {
    try await withServer(transport) { fleet, bare in
      // The controller works where the server is, and only there its key is.
      let moved = try await fleet.run(
        "mv", [fleet.path + "/.git/merlon/controller.key", bare + "/merlon/controller.key"])
      #expect(moved.status == 0, "\(moved)")
      let early = try await fleet.merlon("suspend", "web", "--reason", "x", "--remote", "origin")
      #expect(early.status == 2 && early.error.contains("git fetch origin"), "\(early)")
      // No host listens: the verdict and the build are recorded all the same.
      #expect(try await fleet.merlon("reconcile", "--once", "--repo", bare).status == 2)
      try await fleet.git("fetch", "--quiet", "origin", "+refs/notes/*:refs/notes/*")
      let given = try await fleet.merlon(
        "suspend", "web", "--reason", "incident", "--remote", "origin")
      #expect(given.status == 0 && given.output.contains("on its way by origin"), "\(given)")
      let line = try await fleet.git("ls-remote", "origin", "refs/merlon/orders/*")
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      try #require(words.count == 2)
      let other = "refs/merlon/orders/other"
      try await expectRefusal(
        fleet, bare, of: other, "\(words[0]):\(other)", because: "takes an order")
      try await expectRefusal(fleet, bare, of: words[1], ":" + words[1], because: "on its way")
      let plain = try await fleet.git("commit-tree", "-m", "merlon: an order", "HEAD^{tree}")
      try await expectRefusal(
        fleet, bare, of: other, "\(plain):\(other)", because: "takes an order")
      for _ in 0..<2 {
        #expect(try await fleet.merlon("reconcile", "--once", "--repo", bare).status == 2)
        let rows = try await fleet.merlon(
          "audit", "overrides", "--repo", bare, "--output", "json"
        ).json()["rows"]?.array?.filter { $0["what"]?.string == "suspended" }
        #expect(rows?.map { $0["signer"]?.string } == ["ann@acme"], "\(String(describing: rows))")
      }
      #expect(try await fleet.merlon("audit", "verify", "--repo", bare).status == 0)
      try await fleet.useKey("eve")
      let strange = try await fleet.merlon("resume", "web", "--remote", "origin")
      #expect(strange.status == 1 && strange.error.contains("unknown key"), "\(strange)")
      #expect(try await fleet.git("ls-remote", "origin", "refs/merlon/orders/*") == line)
    }
  }

  @Test func `pre-push says the same at home`() async throws {
    try await withServer(.file) { fleet, bare in
      #expect(try await fleet.merlon("hook", "install").status == 0)
      try await fleet.git("config", "core.hooksPath", ".git/hooks")
      try await fleet.commit("Not signed")
      let refused = try await push(fleet, "main")
      #expect(refused.status != 0)
      #expect(refused.error.contains("pre-push: refused: refs/heads/main"), "\(refused)")
      #expect(!refused.error.contains("update:"), "\(refused)")
      try await fleet.sign()
      #expect(try await push(fleet, "main").status == 0)
    }
  }

  @Test func `a hook of somebody else stays, and ours are the files in Hooks`() async throws {
    try await Fleet.withCommitted { fleet in
      let hook = fleet.path + "/.git/hooks/pre-push"
      try fleet.write("#!/bin/sh\necho mine\n", to: ".git/hooks/pre-push")
      let refused = try await fleet.merlon("hook", "install")
      #expect(refused.status == 2 && refused.error.contains("another hook"), "\(refused)")
      #expect(refused.error.contains("merlon hook pre-push \"$@\""), "\(refused)")
      #expect(try String(contentsOfFile: hook, encoding: .utf8).contains("mine"))
      try FileManager.default.removeItem(atPath: hook)
      for option in ["--server", "--no-server", "--server"] {
        #expect(try await fleet.merlon("hook", "install", option).status == 0)
      }
      for name in ["pre-commit", "pre-push", "update", "post-receive"] {
        let text = try String(contentsOfFile: "\(fleet.path)/.git/hooks/\(name)", encoding: .utf8)
        #expect(try text == SourceTree.text(of: "Hooks/" + name))
      }
    }
  }
}
