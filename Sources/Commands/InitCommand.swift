import ArgumentParser
import Attestation
import Foundation
import GitStore
import HostAgent
import Keys
import Ledger
import Vocabulary

/// `merlon init`: a policy repository that works.
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a policy repository: a fleet with one image on this machine.",
    discussion: """
      Makes the folder a git repository if it is none, and keys for the controller and for this
      machine as host in its git folder. Never overwrites a file; commits nothing.

      With a person's key only who has it may change the policy, from the first commit on, and git
      signs there by itself. It is --signer, or what git signs with already (commit.gpgsign with
      gpg.format ssh and user.signingKey); the private half may be in ssh-agent.

      EXAMPLES
        merlon init fleet && cd fleet && git add --all && git commit -m 'A fleet'
        merlon init fleet --signer ~/.ssh/id_ed25519.pub
        merlon init fleet --signer "$(ssh-add -L | head -n 1)"
      """)

  @Option(help: ArgumentHelp("The fleet; the folder's name when absent.", valueName: "NAME"))
  var fleet: String?
  @Option(help: ArgumentHelp("Port of this machine that leads to the image.", valueName: "PORT"))
  var port = 8080
  @Option(
    help: ArgumentHelp("Your public key: a file, or the key itself.", valueName: "KEY"))
  var signer: String?
  @Argument(help: ArgumentHelp("The folder.", valueName: "DIR"))
  var directory: String

  func validate() throws {
    guard (1...65_535).contains(port) else {
      throw ValidationError("--port takes a number from 1 to 65535")
    }
  }

  func run() async throws {
    let root = URL(filePath: directory).standardizedFileURL
    let name = fleet ?? root.lastPathComponent
    guard FleetName(name) != nil else {
      throw Failure.cannotRun(
        "\"\(name)\" is not a name: give one of a–z, 0–9 and - with --fleet")
    }
    let person = try prepare(root)
    let opened = try RepositoryOptions.parse(["--repo", root.path]).open()
    let starter = Starter(
      fleet: name, port: port,
      signers: [try controllerLine(opened), try hostSigner(opened)]
        + (person.map { [$0.line] } ?? []))
    try starter.files.write(below: root, named: directory)
    if let person { Terminal().say("only commits signed by \(person.name) count") }
    Terminal().say(
      """
      wrote \(starter.files.files.count) files in \(directory)
      next:
        cd \(directory)
        git add --all && git commit -m 'A fleet with one image'
        merlon host run local &
        merlon reconcile
      """)
  }

  /// Makes the repository if there is none, lets plain git verify the ledger, and lets it sign with
  /// the person's key, whose entry is returned.
  private func prepare(_ root: URL) throws -> AllowedSigner? {
    do {
      let repository: Repository
      if FileManager.default.fileExists(atPath: root.appending(path: ".git").path) {
        repository = try Repository(openingAt: root.path)
      } else {
        repository = try Repository.create(at: root.path)
      }
      try repository.configure("gpg.ssh.allowedSignersFile", LedgerSigners.path)
      guard let signer else {
        guard try PersonalKey.signsByItself(repository) else { return nil }
        return try PersonalKey.ofGit(repository)?.signer(PersonalKey.email(repository))
      }
      let email = try PersonalKey.email(repository)
      let person = try PersonalKey(signer)
      try repository.configure("gpg.format", "ssh")
      try repository.configure("user.signingKey", person.name)
      try repository.configure("commit.gpgsign", "true")
      return person.signer(email)
    } catch let error as GitError {
      throw Failure.cannotRun(error.description)
    }
  }

  /// The line for the key of this machine as host `local`, which is made if there is none.
  private func hostSigner(_ opened: RepositoryOptions.Opened) throws -> String {
    guard let host = HostName(Starter.host) else {
      preconditionFailure("\(Starter.host) is a name")
    }
    do throws(KeyError) {
      let key = try HostKey.open(in: opened.stateFolder + "/hosts/\(host)", of: host)
      return LedgerReference.host(host).signerLine(for: key.publicKey)
    } catch {
      throw Failure.cannotRun(error.description)
    }
  }

  /// The line for the controller's key, which is made if there is none.
  private func controllerLine(_ opened: RepositoryOptions.Opened) throws -> String {
    if FileManager.default.fileExists(atPath: opened.defaultKeyPath) {
      return LedgerReference.controller.signerLine(for: try opened.key(at: nil).publicKey)
    }
    let key = SigningKey()
    do throws(KeyError) {
      try key.write(
        toFile: opened.defaultKeyPath, comment: LedgerReference.controller.principal)
    } catch {
      throw Failure.cannotRun(error.description)
    }
    return LedgerReference.controller.signerLine(for: key.publicKey)
  }
}
