import Attestation
import Disk
import Foundation
import GitStore

/// A person's key as git names it in `user.signingKey`.
///
/// Only its public half is read: the private one is for git and ssh-keygen, which find it in its file
/// or in ssh-agent.
struct PersonalKey {
  private static let bytesMax = 1 << 14

  /// What git is told: a path, or `key::ssh-ed25519 AAAA…`.
  let name: String
  /// The public half.
  let publicKey: SSHPublicKey

  /// The public half by itself, if git is told that and no file.
  var literal: String? { name.hasPrefix("key::") ? String(name.dropFirst(5)) : nil }

  /// Reads the key that git signs with here, in SSH's format; `nil` if there is none.
  static func ofGit(_ repository: borrowing Repository) throws -> PersonalKey? {
    guard try repository.configuration("gpg.format") == "ssh",
      let name = try repository.configuration("user.signingKey")
    else { return nil }
    return try PersonalKey(name)
  }

  /// Tells whether git signs each commit by itself here.
  static func signsByItself(_ repository: borrowing Repository) throws -> Bool {
    let isSigned = try repository.configuration("commit.gpgsign")?.lowercased() ?? ""
    return ["true", "yes", "on", "1"].contains(isSigned)
  }

  /// Whom git knows here.
  static func email(_ repository: borrowing Repository) throws -> String {
    guard let email = try repository.configuration("user.email"),
      !email.isEmpty, email.allSatisfy({ !$0.isWhitespace && !",*?!\"#".contains($0) })
    else {
      throw Failure.cannotRun(
        "whose key is it? tell git: git config --global user.email you@example.com")
    }
    return email
  }

  /// The entry of `allowed_signers` that lets somebody change the policy with this key.
  func signer(_ email: String) -> AllowedSigner {
    AllowedSigner(principals: [email], key: publicKey)
  }

  /// Reads the key that `name` names.
  init(_ name: String) throws {
    let text: String
    (self.name, text) = try Self.read(name)
    do throws(AttestationError) { publicKey = try SSHPublicKey(parsing: text) } catch {
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
