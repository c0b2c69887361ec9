import Foundation
import Glibc
import TestSupport
import Testing
import Vocabulary

/// A host that a commit takes out of the fleet is emptied.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct FormerHostTests {
  /// Lends a fleet with `web` on one host and `inner` on another, both serving.
  private func withTwoHosts(_ body: (Fleet) async throws -> Void) async throws {
    try await Fleet.withCommitted { fleet in
      for name in ["local", "second"] {
        try fleet.write(FleetPolicy.host(name), to: "hosts/\(name).yaml")
      }
      try fleet.write(
        FleetPolicy.inner(port: LocalPort.free(), on: "second"), to: "images/inner.yaml")
      // Which of two hosts it is on is otherwise its name's affair.
      try fleet.replace(
        "  target: spt", by: "  placement: {selector: {matchLabels: {name: local}}}\n  target: spt",
        in: "images/web.yaml")
      try await fleet.commit("Two hosts")
      try await fleet.startHost()
      try await fleet.startHost("second")
      try await fleet.reconcile(expecting: 0)
      #expect(fleet.monitors.count == 2)
      try await body(fleet)
    }
  }

  private func removeSecond(_ fleet: Fleet) async throws {
    try await fleet.git("rm", "--quiet", "hosts/second.yaml", "images/inner.yaml")
    try await fleet.commit("One host is enough")
  }

  /// Waits until only `web` runs, and serves.
  private func expectEmptied(_ fleet: Fleet) async throws {
    try await Patience.wait(until: "the end of what the former host ran") {
      fleet.monitors.count == 1
    }
    #expect(fleet.ask("/") == 200)
    #expect(try await fleet.merlon("status").status == 0)
    #expect(try await fleet.merlon("audit").status == 0)
  }

  @Test func `by a reconciler that keeps watching`() async throws {
    try await withTwoHosts { fleet in
      let watcher = try fleet.startMerlon("reconcile")
      try await removeSecond(fleet)
      try await expectEmptied(fleet)
      watcher.send(SIGTERM)
      _ = try await watcher.wait()
    }
  }

  @Test func `also when the controller was restarted before that commit`() async throws {
    try await withTwoHosts { fleet in
      let watcher = try fleet.startMerlon("reconcile")
      try await Patience.wait(until: "a pass") { watcher.output.contains("done") }
      watcher.send(SIGKILL)
      _ = try await watcher.wait()
      try await removeSecond(fleet)
      try await fleet.reconcile(expecting: 0)
      try await expectEmptied(fleet)
    }
  }

  /// The host cannot be reached while the commit comes that removes it, and comes back in another
  /// process of the controller, after another commit or together with one.
  @Test(arguments: [true, false])
  func `also when it was away meanwhile`(isSuperseded: Bool) async throws {
    try await withTwoHosts { fleet in
      let socket = fleet.socket(of: "second")
      #expect(rename(socket, socket + ".away") == 0)
      try await removeSecond(fleet)
      if !isSuperseded { try await expectAway(fleet) }
      try fleet.write("<h1>newer</h1>\n", to: "site/index.html")
      try await fleet.commit("A newer page")
      if isSuperseded { try await expectAway(fleet) }
      // The one that was replaced finishes what it does.
      try await Patience.wait(until: "two monitors") { fleet.monitors.count == 2 }
      #expect(rename(socket + ".away", socket) == 0)
      try await fleet.reconcile(expecting: 0)
      try await expectEmptied(fleet)
      #expect(LocalPort.get("/", at: fleet.port)?.body == "<h1>newer</h1>\n")
    }
  }

  private func expectAway(_ fleet: Fleet) async throws {
    let outcome = try await fleet.merlon("reconcile", "--once")
    #expect(outcome.status == 2 && outcome.output.contains("second cannot be"), "\(outcome)")
  }
}
