import Foundation
import TestSupport
import Testing
import Vocabulary

/// Canaries of a real fleet, which are held to a gate while they serve.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(20)))
struct GateFleetTests {
  /// Lends two hosts on which a good version of `web` serves; the first one is its canary.
  private func withCanary(_ body: (Fleet) async throws -> Void) async throws {
    try await Fleet.withCommitted { fleet in
      try fleet.write(Moody.manifest, to: "catalogs/own/moody/module.yaml")
      try fleet.write(Moody.source, to: "catalogs/own/moody/moody.c")
      try fleet.replace(
        "    - {name: app", by: "    - {name: own, folder: catalogs/own}\n    - {name: app",
        in: "merlon.yaml")
      try fleet.replace(
        "    static-site", by: "    answer-count: {}\n    moody: {mood: 0}\n    static-site",
        in: "images/web.yaml")
      try fleet.replace(
        "  target: spt",
        by: """
            placement: {replicas: 2}
            rollout: {canary: [1], gate: {errors: 0, serverErrors: 10, window: 5s}}
            target: spt
          """, in: "images/web.yaml")
      try fleet.write(
        FleetPolicy.probe(path: "/admin/", expecting: 200), to: "requirements/answers.yaml")
      try await fleet.git("rm", "--quiet", "hosts/local.yaml")
      for (name, address) in [("a", "127.0.0.1"), ("b", "127.0.0.2")] {
        try fleet.write(FleetPolicy.host(name), to: "hosts/\(name).yaml")
        try await fleet.startHost(name, "--bind", address, "--probe-interval", "1")
      }
      try await fleet.commit("Two hosts")
      try await fleet.reconcile(expecting: 0)
      #expect(fleet.monitors.count == 2)
      try await body(fleet)
    }
  }

  private func change(_ mood: Int, of fleet: Fleet) async throws {
    try fleet.replace("mood: 0", by: "mood: \(mood)", in: "images/web.yaml")
    try await fleet.commit("Mood \(mood)")
  }

  private func digests(_ fleet: Fleet) async throws -> [String: String] {
    var digests: [String: String] = [:]
    for row in try await fleet.status()["instances"]?.array ?? []
    where row["state"]?.string == "serving" {
      digests[row["host"]?.string ?? ""] = row["digest"]?.string
    }
    return digests
  }

  /// Commits a version that is unfit, and expects that all is as before, and said so.
  private func expectGoingBack(_ mood: Int, words: String) async throws {
    try await withCanary { fleet in
      let before = try await digests(fleet)
      let other = try #require(
        fleet.monitors.first { $0.value.contains { $0.contains("/hosts/b/") } })
      let clients = try Clients(of: "127.0.0.1", fleet.port, for: fleet)
      try await change(mood, of: fleet)
      let outcome = try await fleet.reconcile(expecting: 1)
      #expect(outcome.output.contains(words), "\(outcome)")
      let seen = try await clients.end()
      // Answers were wrong for a while; no connection was refused or cut off.
      #expect(seen.losses.filter { $0 != "wrong" } == [], "\(seen)")
      #expect(try await digests(fleet) == before)
      #expect(fleet.ask("/") == 200)
      // The second host never heard of it.
      #expect(fleet.monitors[other.key] == other.value)
      #expect(try await fleet.merlon("audit", "verify").status == 0)
      let rollbacks = try await fleet.merlon("audit", "rollbacks")
      #expect(rollbacks.output.contains("web"), "\(rollbacks)")
      // It is not tried again.
      try await fleet.reconcile(expecting: 1)
      #expect(try await digests(fleet) == before)
    }
  }

  @Test func `a canary whose probes fail after a while goes back`() async throws {
    try await expectGoingBack(1, words: "probes failed in")
  }

  @Test func `a canary that answers clients with 5xx goes back, whatever its probes say`()
    async throws
  {
    try await expectGoingBack(2, words: "answers were 5xx in")
  }

  @Test func `a canary that is fit is followed by the others, and tells of its answers`()
    async throws
  {
    try await withCanary { fleet in
      let before = try await digests(fleet)
      try await change(3, of: fleet)
      try await fleet.reconcile(expecting: 0)
      let after = try await digests(fleet)
      #expect(after.count == 2 && Set(after.values).isDisjoint(with: before.values))
      try await Patience.wait(until: "an answer that is counted") {
        _ = fleet.ask("/")
        return (try await fleet.instance("web")?["answers"]?.integer ?? 0) > 3
      }
      let log = try String(
        contentsOfFile: fleet.path + "/.git/merlon/hosts/a/logs/fleet.web.log", encoding: .utf8)
      #expect(!log.contains("answer-count"), "\(log)")
    }
  }

  @Test func `a gate that could count nothing is refused with what to do`() async throws {
    try await withCanary { fleet in
      try fleet.replace("    answer-count: {}\n", by: "", in: "images/web.yaml")
      let outcome = try await fleet.merlon("check")
      #expect(outcome.status == 1, "\(outcome)")
      #expect((outcome.output + outcome.error).contains("add `answer-count: {}`"), "\(outcome)")
    }
  }
}

/// A module of a catalog of the test whose answers depend on an option.
private enum Moody {
  static let manifest = """
    apiVersion: merlon.dev/v1
    kind: Module
    metadata: {name: moody}
    spec:
      role: mechanism
      doc: Is well (0, 3), tires (1), or is unwell for who asks for the first page (2).
      requires: [http-server]
      options:
        mood: {type: integer, default: 0, doc: How it is.}
      sources: [moody.c]
      fills:
        - {hook: http.request, function: moody_http_request, order: 50}

    """
  static let source = """
    #include "http-server.h"
    #include "options.h"
    int moody_http_request(struct http_request *request) {
      static unsigned asked;
      asked++;
      if (MERLON_OPTION_MOOD == 1 && asked > 4) return 418;
      return MERLON_OPTION_MOOD == 2 && request->path_length == 1 ? 503 : 0;
    }

    """
}
