import Foundation

/// A real sshd, for the `merlon` under test; all that a fleet's tests start have the same keys.
package struct SSHServer {
  /// Where it is: what stands before the path in `ssh://…`.
  package let address: String

  /// Whether this machine has one; says why not.
  package static let isPossible: Bool = {
    if FileManager.default.isExecutableFile(atPath: "/usr/sbin/sshd") { return true }
    print("tests of remote hosts are skipped: there is no /usr/sbin/sshd")
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
    try await Self.makeKeys(of: fleet, in: folder)
    let port = prefix.isEmpty ? Int(try LocalPort.free()) : 22
    address = "ssh://\(NSUserName())@\(host):\(port)"
    let key = try String(contentsOfFile: folder + "/host.pub", encoding: .utf8)
    let known = (try? String(contentsOfFile: Self.knownHosts(of: fleet), encoding: .utf8)) ?? ""
    try Self.write(
      known + "\(port == 22 ? host : "[\(host)]:\(port)") \(key)", to: Self.knownHosts(of: fleet))
    let programs = URL(filePath: E2E.merlon).deletingLastPathComponent().path
    let configuration = "\(folder)/\(host).conf"
    try Self.write(
      """
      Port \(port)
      ListenAddress \(host)
      HostKey \(folder)/host
      AuthorizedKeysFile \(folder)/user.pub
      StrictModes no
      UsePAM no
      PidFile none
      PasswordAuthentication no
      PermitRootLogin yes
      SetEnv PATH=\(programs):/usr/bin:/bin

      """, to: configuration)
    // sshd wants this folder when it is run by root.
    if getuid() == 0 { mkdir("/run/sshd", 0o755) }
    let words = prefix + ["/usr/sbin/sshd", "-D", "-e", "-f", configuration]
    let server = try fleet.start(words[0], Array(words.dropFirst()))
    try await Patience.wait(until: "sshd") {
      guard !server.hasEnded else { throw ChildError("sshd", server.error) }
      return server.error.contains("Server listening")
    }
  }

  private static func makeKeys(of fleet: Fleet, in folder: String) async throws {
    guard !FileManager.default.fileExists(atPath: folder) else { return }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for key in ["host", "user"] {
      let outcome = try await fleet.run(
        "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(folder)/\(key)"])
      guard outcome.status == 0 else { throw ChildError("ssh-keygen", outcome.description) }
    }
    let client = folder + "/ssh"
    try write(
      """
      #!/bin/sh
      exec ssh -F none -i \(folder)/user -o UserKnownHostsFile=\(knownHosts(of: fleet)) "$@"

      """, to: client)
    chmod(client, 0o700)
    fleet.environment["MERLON_SSH"] = client
  }

  private static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }
}
