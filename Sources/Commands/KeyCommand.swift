import ArgumentParser
import Attestation
import Keys
import Ledger
import Vocabulary

/// `merlon key`: keys that sign ledgers.
struct KeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Make a key that signs a ledger.",
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
          merlon key generate --rebuilder lab --key lab.key >> .merlon/allowed_signers
        """)

    @OptionGroup var repository: RepositoryOptions
    @Option(help: ArgumentHelp("The new file; in the git folder when absent.", valueName: "FILE"))
    var key: String?
    @Option(
      help: ArgumentHelp(
        "The key is for `merlon audit rebuild` on another machine, under this name.",
        valueName: "NAME"))
    var rebuilder: String?

    func run() async throws {
      let ledger = try ledger
      let path = try key ?? Self.path(of: ledger, in: repository.open())
      let new = SigningKey()
      do throws(KeyError) {
        try new.write(toFile: path, comment: ledger.principal)
      } catch {
        throw Failure.cannotRun(error.description + "; name another file with --key")
      }
      let terminal = Terminal()
      terminal.complain("wrote \(path) and \(path).pub (\(new.fingerprint))")
      terminal.say(ledger.signerLine(for: new.publicKey))
    }

    private var ledger: LedgerReference {
      get throws {
        guard let rebuilder else { return .controller }
        guard let name = HostName(rebuilder) else {
          throw Failure.cannotRun(
            "'\(rebuilder)' is no name: lower-case letters, digits and hyphens, as in lab-1")
        }
        return .rebuilder(name)
      }
    }

    private static func path(
      of ledger: LedgerReference, in opened: RepositoryOptions.Opened
    ) -> String {
      ledger == .controller ? opened.defaultKeyPath : opened.stateFolder + "/rebuilder.key"
    }
  }
}
