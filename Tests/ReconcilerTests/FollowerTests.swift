import Foundation
import Glibc
import TestSupport
import Testing
import Vocabulary

/// Controllers that follow a repository which is somewhere else.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(15)))
struct FollowerTests {
  /// Lends a fleet with a host, whose policy is at `origin` on a server with hooks.
  private func withServer(
    _ transport: GitServer.Transport, _ body: (Fleet, String) async throws -> Void
  ) async throws {
    try await Fleet.withCommitted { fleet in
      try await fleet.requireAnn()
      let host = try String(contentsOfFile: fleet.path + "/hosts/local.yaml", encoding: .utf8)
      try fleet.write(
        host.replacingOccurrences(
          of: "spec: {}", with: "spec: {agent: \"\(fleet.socket(of: "local"))\"}"),
        to: "hosts/local.yaml")
      try await fleet.sign()
      let bare = fleet.root + "/srv/policy.git"
      try await fleet.git("clone", "--quiet", "--bare", fleet.path, bare)
      try await fleet.git("-C", bare, "config", "http.receivepack", "true")
      #expect(try await fleet.merlon("hook", "install", "--repo", bare).status == 0)
      let server = try await GitServer(
        transport, of: fleet.root + "/srv", state: fleet.root + "/server")
      fleet.environment.merge(server.variables) { $1 }
      try await fleet.git("remote", "add", "origin", server.base + "policy.git")
      try await fleet.startHost()
      let result: Result<Void, any Error>
      do { result = .success(try await body(fleet, bare)) } catch { result = .failure(error) }
      await server.stop()
      try result.get()
    }
  }

  /// Clones the policy for a controller and starts it.
  private func controller(
    _ name: String, _ fleet: Fleet, _ options: String...
  ) async throws -> Child {
    let clone = "\(fleet.root)/\(name)"
    if !FileManager.default.fileExists(atPath: clone) {
      let url = try await fleet.git("remote", "get-url", "origin")
      try await fleet.git("clone", "--quiet", "--bare", url, clone)
      try FileManager.default.createDirectory(
        atPath: clone + "/merlon", withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      try FileManager.default.copyItem(
        atPath: fleet.path + "/.git/merlon/controller.key",
        toPath: clone + "/merlon/controller.key")
    }
    return try fleet.start(
      E2E.merlon, ["reconcile", "--repo", clone, "--remote", "origin"] + options)
  }

  private func publish(_ page: String, _ fleet: Fleet) async throws -> String {
    try fleet.write(page, to: "site/index.html")
    let commit = try await fleet.sign()
    try await fleet.git("push", "--quiet", "origin", "main")
    return commit
  }

  private func waitForPage(_ page: String, _ fleet: Fleet, _ controllers: Child...) async throws {
    do {
      try await Patience.wait(until: "the page \(page)") {
        LocalPort.get("/", at: fleet.port)?.body == page
      }
    } catch {
      Issue.record("\(error): \(controllers.map { $0.output + $0.error })")
      throw error
    }
  }

  /// Has the server refuse every ledger until what is returned is called.
  private func closeLedger(_ bare: String) throws -> () throws -> Void {
    let place = URL(filePath: bare + "/hooks/update")
    let hook = try String(contentsOf: place, encoding: .utf8)
    let closed = hook.replacingOccurrences(
      of: "set -eu\n", with: "set -eu\ncase $1 in refs/notes/*) echo closed >&2; exit 1;; esac\n")
    try Data(closed.utf8).write(to: place)
    return { try Data(hook.utf8).write(to: place) }
  }

  /// Expects that the server's ledger is whole and judges each commit once.
  private func expectWholeLedger(_ fleet: Fleet, _ commits: [String]) async throws {
    let last = try #require(commits.last)
    try await Patience.wait(until: "the ledger on the server") {
      _ = try await fleet.run(
        "git", ["fetch", "--quiet", "origin", "+refs/notes/merlon/*:refs/notes/merlon/*"])
      let note = try await fleet.run("git", ["notes", "--ref", "merlon/ledger", "show", last])
      guard note.output.split(separator: "\n").count > 2 else { return false }
      for commit in commits {
        let note = try await fleet.run("git", ["notes", "--ref", "merlon/ledger", "show", commit])
        guard note.status == 0 else { return false }
      }
      return true
    }
    let audit = try await fleet.merlon("audit")
    #expect(audit.status == 0, "\(audit)")
    for commit in commits { try await fleet.expectWholeNote(on: commit, "at the end") }
    let numbers = try await fleet.statements(of: "local").map(\.sequence)
    #expect(!numbers.isEmpty && numbers == Array(1...numbers.count))
  }

  @Test(arguments: GitServer.Transport.allCases)
  func `of two exactly one acts, and the other one takes over when it is killed`(
    transport: GitServer.Transport
  ) async throws {
    try await withServer(transport) { fleet, bare in
      // Longer than a look at the server takes on a busy machine, or the other one takes over rightly.
      let options = ["--poll", "1", "--lease", "30"]
      let first = try await controller("a", fleet, options[0], options[1], options[2], options[3])
      var commits = [try await publish("one", fleet)]
      try await waitForPage("one", fleet, first)
      let second = try await controller("b", fleet, options[0], options[1], options[2], options[3])
      try await Patience.wait(until: "the second one waits") {
        second.output.contains("acts on the fleet; waiting")
      }
      commits.append(try await publish("two", fleet))
      try await waitForPage("two", fleet, first, second)
      #expect(!second.output.contains("planned"), "\(second.output)")
      first.send(SIGKILL)
      _ = try await first.wait()
      commits.append(try await publish("three", fleet))
      try await waitForPage("three", fleet, second)
      // The one that was killed comes back, and waits in its turn.
      let again = try await controller("a", fleet, options[0], options[1], options[2], options[3])
      try await Patience.wait(until: "the first one waits") {
        again.output.contains("acts on the fleet; waiting")
      }
      commits.append(try await publish("four", fleet))
      try await waitForPage("four", fleet, second, again)
      #expect(!again.output.contains("planned"), "\(again.output)")
      try await expectWholeLedger(fleet, commits)
    }
  }

  /// The next poll is in an hour.
  @Test func `what a host does otherwise is found within the interval`() async throws {
    try await withServer(.https) { fleet, _ in
      let controller = try await controller(
        "a", fleet, "--poll", "3600", "--lease", "3600", "--interval", "1")
      let commits = [try await fleet.git("rev-parse", "HEAD")]
      try await Patience.wait(until: "the first page") { fleet.ask("/") == 200 }
      try await expectWholeLedger(fleet, commits)
      // Another hand ends what runs, and takes away what the agent was told, while nobody looks: a
      // host that does not answer is another matter.
      controller.send(SIGSTOP)
      #expect(try await fleet.merlon("host", "stop", "local").status == 0)
      let state = fleet.socket(of: "local").dropLast("/agent.sock".count)
      try await Patience.wait(until: "the agent's end") {
        try await fleet.run("flock", ["--nonblock", state + "/lock", "true"]).status == 0
      }
      try FileManager.default.removeItem(atPath: state + "/journal/fleet.json")
      try await fleet.startHost()
      controller.send(SIGCONT)
      try await Patience.wait(until: "what was found and put right") {
        controller.output.contains("web does not serve") && fleet.ask("/") == 200
      }
      try await Patience.wait(until: "the record of it on the server") {
        _ = try await fleet.run(
          "git", ["fetch", "--quiet", "origin", "+refs/notes/merlon/*:refs/notes/merlon/*"])
        let drift = try await fleet.merlon("audit", "drift", "--output", "json")
        return drift.output.contains("web does not serve")
      }
    }
  }

  @Test func `a webhook wakes it, and what it could not bring is brought later`() async throws {
    try await withServer(.https) { fleet, bare in
      let port = try LocalPort.free()
      try fleet.write("a secret\n", to: ".git/secret")
      let secret = fleet.path + "/.git/secret"
      for (name, value) in [
        ("merlon.webhook", "http://127.0.0.1:\(port)/"), ("merlon.webhookSecret", secret),
      ] { try await fleet.git("-C", bare, "config", name, value) }
      let controller = try await controller(
        "a", fleet, "--poll", "3600", "--lease", "3600", "--webhook", "127.0.0.1:\(port)",
        "--webhook-secret", secret)
      var commits = [try await publish("one", fleet)]
      try await waitForPage("one", fleet, controller)
      try await expectWholeLedger(fleet, commits)
      // What a person orders by a push wakes it, too.
      for (order, what) in [("suspend", "suspended"), ("resume", "resumed")] {
        let given = try await fleet.merlon(
          order, "web", "--reason", "incident", "--remote", "origin")
        #expect(given.status == 0, "\(given)")
        try await Patience.wait(until: "the order on the server") {
          _ = try await fleet.run(
            "git", ["fetch", "--quiet", "origin", "+refs/notes/merlon/*:refs/notes/merlon/*"])
          let rows = try await fleet.merlon("audit", "overrides", "--output", "json")
            .json()["rows"]?.array
          return rows?.contains {
            $0["what"]?.string == what && $0["signer"]?.string == "ann@acme"
          } ?? false
        }
      }
      // The server takes no ledger for a while: what is recorded stays with the controller.
      let open = try closeLedger(bare)
      let before = try await fleet.git("-C", bare, "rev-parse", "refs/notes/merlon/ledger")
      try fleet.write("two", to: "site/index.html")
      commits.append(try await fleet.sign())
      try await fleet.git("push", "--quiet", "origin", "main")
      try await waitForPage("two", fleet, controller)
      try await Patience.wait(until: "the complaint") {
        controller.error.contains("nothing is lost")
      }
      #expect(try await fleet.git("-C", bare, "rev-parse", "refs/notes/merlon/ledger") == before)
      try open()
      try await expectWholeLedger(fleet, commits)
    }
  }

  @Test func `what one recorded before it was killed comes there, though another acts`()
    async throws
  {
    try await withServer(.file) { fleet, bare in
      let first = try await controller("a", fleet, "--poll", "1", "--lease", "6")
      var commits = [try await publish("one", fleet)]
      try await waitForPage("one", fleet, first)
      try await expectWholeLedger(fleet, commits)
      let open = try closeLedger(bare)
      commits.append(try await publish("two", fleet))
      try await waitForPage("two", fleet, first)
      try await Patience.wait(until: "the complaint") { first.error.contains("nothing is lost") }
      first.send(SIGKILL)
      _ = try await first.wait()
      try open()
      commits.append(try await publish("three", fleet))
      let second = try await controller("b", fleet, "--poll", "1", "--lease", "6")
      try await waitForPage("three", fleet, second)
      let again = try await controller("a", fleet, "--poll", "1", "--lease", "6")
      try await expectWholeLedger(fleet, commits)
      #expect(!again.output.contains("planned"), "\(again.output)")
    }
  }
}
