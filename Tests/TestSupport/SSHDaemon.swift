import Foundation
import Glibc

/// How tests run OpenSSH's server: keys of its own, one user's key let in, nothing of the machine's.
enum SSHDaemon {
  static let program = "/usr/sbin/sshd"

  /// Makes the server's key and the user's in an empty folder.
  static func makeKeys(in folder: String) async throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for key in ["host", "user"] {
      let child = try Child(
        "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(folder)/\(key)"],
        environment: ["PATH": "/usr/bin:/bin"], folder: folder, label: "\(folder)/make-\(key)")
      guard try await child.wait() == .exited(0) else {
        throw ChildError("ssh-keygen", child.error)
      }
    }
  }

  /// Writes the configuration of one that listens at an address with the keys in `folder`, and has
  /// clients with `folder/known` know it; returns the arguments to start it with.
  static func configure(
    in folder: String, at host: String, port: UInt16, more: String
  ) throws -> [String] {
    let key = try String(contentsOfFile: folder + "/host.pub", encoding: .utf8)
    let known = (try? String(contentsOfFile: folder + "/known", encoding: .utf8)) ?? ""
    try write(
      known + "\(port == 22 ? host : "[\(host)]:\(port)") \(key)", to: folder + "/known")
    let file = "\(folder)/\(host).conf"
    try write(
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
      MaxStartups 100
      \(more)

      """, to: file)
    // sshd wants this folder when it is run by root.
    if getuid() == 0 { mkdir("/run/sshd", 0o755) }
    return ["-D", "-e", "-f", file]
  }

  /// The client's command that knows the server and is let in, also when this takes long on a busy
  /// machine.
  static func client(in folder: String) -> String {
    "ssh -F none -i \(folder)/user -o UserKnownHostsFile=\(folder)/known -o ConnectTimeout=120"
  }

  private static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }
}
