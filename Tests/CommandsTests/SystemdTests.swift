import Foundation
import Glibc
import HostLink
import TestSupport
import Testing

/// The units in `Examples/systemd`, as systemd reads them.
@Suite(
  .enabled(if: E2E.isPossible, Comment(rawValue: E2E.reason)), .serialized,
  .timeLimit(.minutes(10)))
struct SystemdTests {
  static let hasVerifier = access("/usr/bin/systemd-analyze", X_OK) == 0
  static let hasActivator = access("/usr/bin/systemd-socket-activate", X_OK) == 0

  @Test(.enabled(if: hasVerifier, "no systemd-analyze"))
  func `systemd finds nothing wrong with them`() async throws {
    try await Fleet.withEmpty { fleet in
      let units = SourceTree.files(
        below: "Examples/systemd", withExtensions: ["service", "socket"])
      #expect(units.count == 3)
      var paths: [String] = []
      for unit in units {
        let text = try SourceTree.text(of: unit)
          .replacingOccurrences(of: "/usr/local/bin/merlon", with: E2E.merlon)
        // A template is verified as an instance.
        let name = URL(filePath: unit).lastPathComponent.replacingOccurrences(of: "@.", with: "@a.")
        try Data(text.utf8).write(to: URL(filePath: "\(fleet.root)/\(name)"))
        paths.append("\(fleet.root)/\(name)")
      }
      let outcome = try await fleet.run(
        "/usr/bin/systemd-analyze", ["verify", "--man=no"] + paths)
      let complaints = (outcome.output + outcome.error).split(separator: "\n").filter {
        $0.contains("merlon")
      }
      #expect(complaints.isEmpty, "\(outcome)")
    }
  }

  @Test(.enabled(if: hasActivator, "no systemd-socket-activate"))
  func `an agent takes the socket that systemd made, and leaves it there`() async throws {
    try await Fleet.withCommitted { fleet in
      let state = fleet.root + "/state"
      let socket = state + "/agent.sock"
      try FileManager.default.createDirectory(
        atPath: state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try fleet.replace("spec: {}", by: "spec: {agent: \(socket)}", in: "hosts/local.yaml")
      try await fleet.commit("A host elsewhere")
      let agent = try fleet.start(
        "/usr/bin/systemd-socket-activate",
        ["--listen=\(socket)", E2E.merlon, "host", "run", "local", "--state", state])
      try await Patience.wait(until: "the socket") { access(socket, F_OK) == 0 }
      try await fleet.reconcile(expecting: 0)
      #expect(fleet.ask("/") == 200)
      try HostClient.connect(to: socket).stop()
      #expect(try await agent.wait() == .exited(0))
      #expect(access(socket, F_OK) == 0)
    }
  }
}
