import ArgumentParser
import HostAgent
import Keys
import Ledger
import Vocabulary

/// `merlon host key`.
struct HostKeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "Print the line that admits what a host signs: commit it to .merlon/allowed_signers.",
    discussion: """
      A host signs what it booted, what its probes saw and what it ended; the controller records that
      in refs/notes/merlon/hosts/NAME if policy names the host's key. Makes the key in the agent's
      state if there is none. Lines that wait are recorded with the key that signed them: replace a
      key only after the controller has fetched them.

      EXAMPLES
        merlon host key local >> .merlon/allowed_signers
        ssh paris-1 merlon host key paris-1 --state /var/lib/merlon >> .merlon/allowed_signers
      """)

  @OptionGroup var agent: HostCommand.AgentOptions

  func run() async throws {
    let (host, folder) = (try agent.host(), try agent.folder())
    do throws(KeyError) {
      let key = try HostKey.open(in: folder, of: host)
      Terminal().say(LedgerReference.host(host).signerLine(for: key.publicKey))
    } catch {
      throw Failure.cannotRun(error.description)
    }
  }
}
