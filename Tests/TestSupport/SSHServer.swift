import Foundation

/// A real sshd, for the `merlon` under test; all that a fleet's tests start have the same keys.
package struct SSHServer {
  /// Where it is: what stands before the path in `ssh://…`.
  package let address: String

  /// Whether this machine has one; says why not.
  package static let isPossible: Bool = {
    if FileManager.default.isExecutableFile(atPath: SSHDaemon.program) { return true }
    print("tests of remote hosts are skipped: there is no \(SSHDaemon.program)")
    return false
  }()

  /// The hosts' keys that the fleet's ssh knows.
  package static func knownHosts(of fleet: Fleet) -> String { fleet.root + "/ssh/known" }

  /// Starts one at `host`, waits until it listens, and has the fleet's programs use an ssh that
  /// knows it.
  ///
  /// - Parameter prefix: A command that leads into the namespace where it shall run.
  package init(
    of fleet: Fleet, at host: String = "127.0.0.1", in prefix: [String] = []
  ) async throws {
    let folder = fleet.root + "/ssh"
    if !FileManager.default.fileExists(atPath: folder) { try await Self.prepare(fleet, folder) }
    let port = prefix.isEmpty ? try LocalPort.free() : 22
    address = "ssh://\(NSUserName())@\(host):\(port)"
    let programs = URL(filePath: E2E.merlon).deletingLastPathComponent().path
    let arguments = try SSHDaemon.configure(
      in: folder, at: host, port: port, more: "SetEnv PATH=\(programs):/usr/bin:/bin")
    let words = prefix + [SSHDaemon.program] + arguments
    let server = try fleet.start(words[0], Array(words.dropFirst()))
    try await Patience.wait(until: "sshd") {
      guard !server.hasEnded else { throw ChildError("sshd", server.error) }
      return server.error.contains("Server listening")
    }
  }

  private static func prepare(_ fleet: Fleet, _ folder: String) async throws {
    try await SSHDaemon.makeKeys(in: folder)
    let client = folder + "/ssh"
    try Data("#!/bin/sh\nexec \(SSHDaemon.client(in: folder)) \"$@\"\n".utf8)
      .write(to: URL(filePath: client))
    chmod(client, 0o700)
    fleet.environment["MERLON_SSH"] = client
  }
}
