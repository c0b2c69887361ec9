import Foundation
import Glibc
import TestSupport
import Testing
import Vocabulary

/// What was once seen to be enforced is looked at again.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct ProbeAgainTests {
  @Test func `an instance whose probes fail later is told of, and serves until another does`()
    async throws
  {
    try await Fleet.withCommitted { fleet in
      let policy = FleetPolicy.authenticated(alice: try await fleet.verifier(of: "s3cret"))
      try fleet.write(policy + "    - {get: /admin/, as: alice, expect: 200}\n", to: "r.yaml")
      try await fleet.commit("Probed with a password")
      let secrets = fleet.root + "/secrets"
      try FileManager.default.createDirectory(
        atPath: secrets, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try Data("s3cret\n".utf8).write(to: URL(filePath: secrets + "/alice"))
      chmod(secrets + "/alice", 0o600)
      try await fleet.startHost("local", "--secrets", secrets, "--probe-interval", "1")
      try await fleet.reconcile(expecting: 0)
      #expect(try await fleet.instance("web")?["probesPassed"]?.integer == 2)
      let monitors = Set(fleet.monitors.keys)

      try Data("another\n".utf8).write(to: URL(filePath: secrets + "/alice"))
      try await Patience.wait(until: "a probe that fails") {
        try await fleet.instance("web")?["probesPassed"]?.integer == 1
      }
      let status = try await fleet.merlon("status")
      #expect(status.status == 1 && status.output.contains("1/2"), "\(status)")
      #expect(fleet.ask("/") == 200 && monitors.isSubset(of: fleet.monitors.keys))

      try Data("s3cret\n".utf8).write(to: URL(filePath: secrets + "/alice"))
      try await Patience.wait(until: "probes that pass") {
        try await fleet.merlon("status").status == 0
      }
    }
  }

  @Test func `status tells what an instance takes of its host`() async throws {
    try await Fleet.withServing { fleet in
      let row = try await fleet.instance("web")
      let memory = try #require(row?["memoryKiB"]?.integer)
      #expect((1024...262_144).contains(memory))
      #expect(row?["cpuMilliseconds"]?.integer != nil)
    }
  }
}
