import Attestation
import Disk
import Foundation
import GitStore

/// A person's key as git names it in `user.signingKey`.
///
/// Only its public half is read: the private one is for git, which finds it in its file or in
/// ssh-agent.
struct PersonalKey {
  private static let bytesMax = 1 << 14

  /// What git is told: a path, or `key::ssh-ed25519 AAAA…`.
  let name: String
  /// Whose it is.
  let email: String
  private let key: SSHPublicKey

  /// The line of `allowed_signers` that lets the person change the policy.
  var line: String { AllowedSigner(principals: [email], key: key).line }

  /// Reads the key that git signs commits with by itself here; `nil` if it does not, or not in
  /// SSH's format.
  static func ofGit(_ repository: borrowing Repository) throws -> PersonalKey? {
    guard try repository.configuration("gpg.format") == "ssh",
      let isSigned = try repository.configuration("commit.gpgsign")?.lowercased(),
      ["true", "yes", "on", "1"].contains(isSigned),
      let name = try repository.configuration("user.signingKey")
    else { return nil }
    return try PersonalKey(name, repository)
  }

  /// Reads the key that `name` names.
  init(_ name: String, _ repository: borrowing Repository) throws {
    guard let email = try repository.configuration("user.email"),
      !email.isEmpty, email.allSatisfy({ !$0.isWhitespace && !",*?!\"#".contains($0) })
    else {
      throw Failure.cannotRun(
        "whose key is it? tell git: git config --global user.email you@example.com")
    }
    self.email = email
    let text: String
    (self.name, text) = try Self.read(name)
    do throws(AttestationError) { key = try SSHPublicKey(parsing: text) } catch {
      throw Failure.cannotRun("the key \(name) cannot be used: \(error.reason)")
    }
  }

  /// What git is told, and the text of the public half.
  private static func read(_ name: String) throws -> (name: String, text: String) {
    if name.hasPrefix("key::") { return (name, String(name.dropFirst(5))) }
    if name.hasPrefix("ssh-") || name.hasPrefix("ecdsa-") { return ("key::" + name, name) }
    let path = URL(filePath: (name as NSString).expandingTildeInPath).standardizedFileURL.path
    let file = path.hasSuffix(".pub") ? path : path + ".pub"
    do throws(DiskError) {
      guard let bytes = try DurableFile.read(file, atMost: bytesMax) else {
        throw DiskError(path: file, "read", code: ENOENT)
      }
      return (path, String(decoding: bytes, as: UTF8.self))
    } catch {
      throw Failure.cannotRun(
        "\(error.description); name the public half of your key, which `ssh-add -L` prints if it "
          + "is in ssh-agent")
    }
  }
}
