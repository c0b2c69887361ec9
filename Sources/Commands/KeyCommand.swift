import ArgumentParser
import Attestation
import Keys
import Ledger

/// `merlon key`: the controller's key.
struct KeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Make the key that signs the ledger.",
    subcommands: [GenerateCommand.self])

  /// `merlon key generate`.
  struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate",
      abstract: "Make an Ed25519 key in OpenSSH's format, readable by its owner only.",
      discussion: """
        Prints the line that admits the key: commit it to .merlon/allowed_signers.

        EXAMPLES
          merlon key generate >> .merlon/allowed_signers
          merlon key generate --key /etc/merlon/controller.key
        """)

    @OptionGroup var repository: RepositoryOptions
    @Option(help: ArgumentHelp("The new file; in the git folder when absent.", valueName: "FILE"))
    var key: String?

    func run() async throws {
      let path = try key ?? repository.open().defaultKeyPath
      let new = SigningKey()
      do throws(KeyError) {
        try new.write(toFile: path, comment: LedgerReference.controller.principal)
      } catch {
        throw Failure.cannotRun(error.description + "; name another file with --key")
      }
      let terminal = Terminal()
      terminal.complain("wrote \(path) and \(path).pub (\(new.fingerprint))")
      terminal.say(Self.signerLine(for: new))
    }

    /// The line of `allowed_signers` that admits a controller's key.
    static func signerLine(for key: SigningKey) -> String {
      AllowedSigner(
        principals: [LedgerReference.controller.principal], key: key.publicKey
      ).line
    }
  }
}
