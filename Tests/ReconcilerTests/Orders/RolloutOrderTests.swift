import Foundation
import Glibc
import HostLink
import TestSupport
import Testing
import Vocabulary

/// What people may change of a rollout, through the real programs.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct RolloutOrderTests {
  private func page(_ fleet: Fleet) -> String? { LocalPort.get("/", at: fleet.port)?.body }

  private func image(_ fleet: Fleet) async throws -> JSON? {
    try await fleet.merlon("rollout", "status", "--output", "json").json()["images"]?.array?.first
  }

  @Test func `a suspended image stays as it is until it is resumed, and the ledger says why`()
    async throws
  {
    try await Fleet.withServing { fleet in
      let before = page(fleet)
      let nameless = try await fleet.merlon("suspend", "web", "--for", "1h")
      #expect(nameless.status == 2 && nameless.error.contains("--reason"), "\(nameless)")
      let unknown = try await fleet.merlon("suspend", "wbe", "--reason", "x")
      #expect(unknown.status == 2 && unknown.error.contains("the images are web"), "\(unknown)")
      let order = try await fleet.merlon(
        "suspend", "web", "--for", "1h", "--reason", "incident 4711", "--actor", "ada")
      #expect(order.status == 0, "\(order)")
      try fleet.write("<h1>newer</h1>\n", to: "site/index.html")
      let commit = try await fleet.commit("Newer")
      let held = try await fleet.merlon("reconcile", "--once")
      #expect(held.status == 1 && held.output.contains("web held as asked"), "\(held)")
      #expect(page(fleet) == before)
      let row = try await image(fleet)
      #expect(row?["state"]?.string == "suspended")
      let told = row?["orders"]?.array?.first
      #expect(told?["actor"]?.string == "ada" && told?["reason"]?.string == "incident 4711")
      #expect(told?["expires"]?.string != nil)
      // The newer commit has it, too: one note tells all that stood then.
      let note = try await fleet.git("notes", "--ref", "merlon/ledger", "show", commit)
      let payloads = try note.split(separator: "\n").compactMap { line in
        try JSON.parse(String(line))["payload"]?.string.flatMap { Data(base64Encoded: $0) }
      }
      #expect(payloads.contains { String(decoding: $0, as: UTF8.self).contains("incident 4711") })
      #expect(try await fleet.merlon("resume", "all").status == 0)
      try await fleet.reconcile(expecting: 0)
      #expect(page(fleet) == "<h1>newer</h1>\n")
      #expect(try await fleet.merlon("rollout", "status").status == 0)
      #expect(try await fleet.merlon("audit").status == 0)
    }
  }

  @Test func `what is undone stays undone until it is restarted or changed`() async throws {
    try await Fleet.withServing { fleet in
      let first = page(fleet)
      let none = try await fleet.merlon("rollout", "undo", "web")
      #expect(none.status == 2 && none.error.contains("--to"), "\(none)")
      try fleet.write("<h1>second</h1>\n", to: "site/index.html")
      try await fleet.commit("Second")
      try await fleet.reconcile(expecting: 0)
      #expect(page(fleet) == "<h1>second</h1>\n")
      #expect(try await fleet.merlon("rollout", "undo", "web", "--reason", "worse").status == 0)
      try await fleet.reconcile(expecting: 0)
      #expect(page(fleet) == first)
      try fleet.write("Read me.\n", to: "README.md")
      try await fleet.commit("A readme")
      try await fleet.reconcile(expecting: 0)
      #expect(page(fleet) == first)
      #expect(try await image(fleet)?["state"]?.string == "undone")
      #expect(try await fleet.merlon("status").status == 1)
      #expect(try await fleet.merlon("rollout", "restart", "web").status == 0)
      try await fleet.reconcile(expecting: 0)
      #expect(page(fleet) == "<h1>second</h1>\n")
      #expect(try await fleet.merlon("audit").status == 0)
    }
  }

  @Test func `a restart replaces the instance by another of the same bytes`() async throws {
    try await Fleet.withServing { fleet in
      let (before, monitors) = (try await fleet.instance("web"), Set(fleet.monitors.keys))
      #expect(try await fleet.merlon("rollout", "restart", "web").status == 0)
      try await fleet.reconcile(expecting: 0)
      let after = try await fleet.instance("web")
      #expect(after?["digest"] == before?["digest"] && after?["since"] != before?["since"])
      try await Patience.wait(until: "another monitor alone") {
        fleet.monitors.count == 1 && monitors.isDisjoint(with: fleet.monitors.keys)
      }
    }
  }

  @Test func `a version that failed is not tried again until it is restarted or changed`()
    async throws
  {
    try await Fleet.withServing { fleet in
      let policy = FleetPolicy.authenticated(alice: try await fleet.verifier(of: "s3cret"))
      let wrong = policy.replacingOccurrences(of: "expect: 403", with: "expect: 404")
      try fleet.write(wrong, to: "r.yaml")
      try await fleet.commit("A probe that cannot pass")
      let failed = try await fleet.reconcile(expecting: 1)
      #expect(failed.output.contains("goes back to the version before"), "\(failed)")
      try fleet.write("Read me.\n", to: "README.md")
      try await fleet.commit("A readme")
      let again = try await fleet.reconcile(expecting: 1)
      #expect(again.output.contains("given up"), "\(again)")
      #expect(try await image(fleet)?["state"]?.string == "quarantined")
      let log = try String(
        contentsOfFile: fleet.path + "/.git/merlon/hosts/local/logs/fleet.web.log", encoding: .utf8)
      try await fleet.reconcile(expecting: 1)
      let later = try String(
        contentsOfFile: fleet.path + "/.git/merlon/hosts/local/logs/fleet.web.log", encoding: .utf8)
      #expect(later == log, "nothing was started")
      try fleet.write(policy, to: "r.yaml")
      try await fleet.commit("A probe that passes")
      try await fleet.reconcile(expecting: 0)
      #expect(fleet.ask("/admin/") == 403)
      #expect(try await fleet.merlon("rollout", "status").status == 0)
    }
  }

  @Test func `a commit that would empty the fleet is refused unless it says so`() async throws {
    try await Fleet.withServing { fleet in
      try fleet.write(FleetPolicy.inner(port: try LocalPort.free()), to: "images/inner.yaml")
      try await fleet.commit("Two images")
      try await fleet.reconcile(expecting: 0)
      try await fleet.git("rm", "--quiet", "images/inner.yaml", "images/web.yaml")
      let wrong = try await fleet.commit("An accident")
      let refused = try await fleet.reconcile(expecting: 1)
      #expect(refused.output.contains("stops 2 of 2 instances"), "\(refused)")
      #expect(refused.output.contains("spec.rollout.maxStopped"), "\(refused)")
      #expect(fleet.monitors.count == 2 && fleet.ask("/") == 200)
      #expect(try await fleet.record(of: wrong)?["verdict"]?.string == "FAILED")
      let text = try String(contentsOfFile: fleet.path + "/merlon.yaml", encoding: .utf8)
      try fleet.write(
        text.replacingOccurrences(of: "spec:\n", with: "spec:\n  rollout: {maxStopped: 100}\n"),
        to: "merlon.yaml")
      try await fleet.commit("No accident")
      try await fleet.reconcile(expecting: 0)
      try await Patience.wait(until: "the end of all monitors") { fleet.monitors.isEmpty }
    }
  }

  @Test func `what somebody else told a host is put right within the interval`() async throws {
    try await Fleet.withServing { fleet in
      let watcher = try fleet.startMerlon("reconcile", "--interval", "1")
      try await Patience.wait(until: "a pass") { watcher.output.contains("done") }
      let client = try HostClient.connect(to: fleet.socket(of: "local"))
      try client.apply(
        DesiredState(fleet: "fleet", instances: []), by: try await fleet.authority())
      try await Patience.wait(until: "the instance again") {
        watcher.output.contains("local drifted: web does not serve") && fleet.ask("/") == 200
      }
      // How long it took is in the ledger.
      try await Patience.wait(until: "the lines") {
        let answer = try await fleet.merlon("audit", "drift", "--image", "web", "--output", "csv")
        return answer.output.split(whereSeparator: \.isNewline).contains { line in
          let words = line.split(separator: ",", omittingEmptySubsequences: false)
          return words.contains("drifted") && Int(words[6]) != nil
        }
      }
      watcher.send(SIGTERM)
      _ = try await watcher.wait()
      #expect(try await fleet.merlon("status").status == 0)
    }
  }

  @Test func `an order that comes while the reconciler watches is followed at once`() async throws {
    try await Fleet.withServing { fleet in
      let watcher = try fleet.startMerlon("reconcile", "--interval", "3600")
      try await Patience.wait(until: "a pass") { watcher.output.contains("done") }
      let monitors = Set(fleet.monitors.keys)
      #expect(try await fleet.merlon("rollout", "restart", "web").status == 0)
      try await Patience.wait(until: "another monitor alone") {
        fleet.monitors.count == 1 && monitors.isDisjoint(with: fleet.monitors.keys)
      }
      watcher.send(SIGTERM)
      _ = try await watcher.wait()
    }
  }
}
