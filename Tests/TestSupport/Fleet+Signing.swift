import Foundation

extension Fleet {
  /// Where the list of those who may sign is.
  package static let signers = ".merlon/allowed_signers"

  /// Makes a key, of which `git commit -S` makes use from now on.
  package func useKey(_ name: String) async throws {
    let key = "\(root)/\(name)"
    if !FileManager.default.fileExists(atPath: key) {
      let made = try await run(
        "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key])
      guard made.status == 0 else { throw ChildError("ssh-keygen", made.description) }
    }
    try await git("config", "gpg.format", "ssh")
    try await git("config", "user.signingKey", key)
  }

  /// Makes Ann the one who has to sign from now on, and commits that.
  package func requireAnn() async throws {
    try await useKey("ann")
    let list = try String(contentsOfFile: "\(path)/\(Self.signers)", encoding: .utf8)
    let line = try String(contentsOfFile: root + "/ann.pub", encoding: .utf8)
    try write(list + "ann@acme namespaces=\"git\" " + line, to: Self.signers)
    try replace("spec:\n", by: "spec:\n  signing: {}\n", in: "merlon.yaml")
    try await commit("Commits have to be signed")
  }

  /// Commits everything, signed, and returns the commit's name.
  @discardableResult
  package func sign(_ message: String = "Signed") async throws -> String {
    try await git("add", "--all")
    try await git("commit", "--quiet", "-S", "--allow-empty", "--message", message)
    return try await git("rev-parse", "HEAD")
  }
}
