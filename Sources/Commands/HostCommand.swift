import ArgumentParser
import Attestation
import Foundation
import HostAgent
import HostLink
import Vocabulary

/// `merlon host`: the agent that runs images on a machine.
struct HostCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "host", abstract: "Run images on this machine.",
    subcommands: [
      RunCommand.self, StopCommand.self, ConnectCommand.self, HostKeyCommand.self,
    ])

  /// Which agent.
  struct AgentOptions: ParsableArguments {
    @OptionGroup var repository: RepositoryOptions
    @Option(
      help: ArgumentHelp(
        "Folder of the agent's state; beside the policy repository when absent.",
        valueName: "DIR"))
    var state: String?
    @Argument(help: ArgumentHelp("The host, as its document names it.", valueName: "NAME"))
    var name: String

    /// The host's name.
    func host() throws -> HostName {
      guard let host = HostName(name) else {
        throw Failure.cannotRun("\"\(name)\" is not a name: use a–z, 0–9 and -")
      }
      return host
    }

    /// The absolute path of the state folder.
    func folder() throws -> String {
      let path = try state ?? repository.open().stateFolder + "/hosts/" + host().text
      return URL(filePath: path).standardizedFileURL.path
    }
  }

  /// `merlon host run`.
  struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "Run the host agent until it is stopped.",
      discussion: """
        Stops its instances when it ends; a controller brings them back. The folder --secrets has
        what never is in policy. For images: NAME.pem, a certificate chain and its private key, and
        NAME.key, a shared key. For probes as NAME: her password in NAME or a token in NAME.token,
        and what she shows by TLS in NAME.pem.

        EXAMPLES
          merlon host run local
          merlon host run paris-1 --state /var/lib/merlon --bind 0.0.0.0
        """)

    @OptionGroup var agent: AgentOptions
    @Option(help: ArgumentHelp("Address that images' ports are bound to.", valueName: "ADDRESS"))
    var bind = "127.0.0.1"
    @Option(
      help: ArgumentHelp(
        "Folder of the host's secrets, mode 0700; secrets in the agent's state when absent.",
        valueName: "DIR"))
    var secrets: String?
    @Option(
      help: ArgumentHelp(
        "File in the format of allowed_signers: whose orders are taken. The first controller that "
          + "connects for a fleet is believed when absent.", valueName: "FILE"))
    var controllers: String?
    @Option(
      help: ArgumentHelp(
        "How often instances that serve are asked their probes again.", valueName: "SECONDS"))
    var probeInterval = 30

    func validate() throws {
      guard (1...86_400).contains(probeInterval) else {
        throw ValidationError("--probe-interval takes seconds from 1 to 86400")
      }
    }

    func run() async throws {
      let process = ProcessInfo.processInfo
      let monitor = HostAgent.findMonitor(
        environment: process.environment, executable: "/proc/self/exe")
      guard let monitor else {
        throw Failure.cannotRun(
          "cannot find merlon-ukvm; put it beside merlon, or its path into MERLON_UKVM")
      }
      let folder = try agent.folder()
      let listener: Int32?
      do throws(HostLinkError) {
        listener = try SocketActivation.listener(in: process.environment)
      } catch {
        throw Failure.cannotRun(error.description)
      }
      var tuning = HostAgentTuning()
      tuning.probeAgainMilliseconds = probeInterval * 1000
      let configuration = HostAgentConfiguration(
        host: try agent.host(), stateDirectory: folder, monitor: monitor, listener: listener,
        bindAddress: bind, secretsDirectory: secrets ?? folder + "/secrets",
        controllers: try controllerKeys(), tuning: tuning)
      Terminal().say("host \(agent.name): \(configuration.socket)")
      do throws(HostAgentError) {
        try HostAgent.run(configuration)
      } catch {
        throw Failure.cannotRun(error.description)
      }
    }

    /// The keys of the controllers in the file that was given.
    private func controllerKeys() throws -> [String] {
      guard let controllers else { return [] }
      let text: String
      do { text = try String(contentsOfFile: controllers, encoding: .utf8) } catch {
        throw Failure.cannotRun("cannot read \(controllers): \(error.localizedDescription)")
      }
      let signers: AllowedSigners
      do throws(AllowedSignersError) {
        signers = try AllowedSigners(parsing: text, file: controllers)
      } catch {
        throw Failure.cannotRun(error.description)
      }
      let keys = signers.having(.controller).entries.map(\.key.line)
      guard !keys.isEmpty else {
        throw Failure.cannotRun("\(controllers) names no key of controller@merlon")
      }
      return keys
    }
  }

  /// `merlon host stop`.
  struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "stop", abstract: "Stop a host agent and all its instances.",
      discussion: """
        EXAMPLES
          merlon host stop local
        """)

    @OptionGroup var agent: AgentOptions

    func run() async throws {
      let path = try agent.folder() + "/agent.sock"
      do throws(HostLinkError) {
        try HostClient.connect(to: path).stop()
      } catch {
        throw Failure.cannotRun(error.description)
      }
    }
  }

  /// `merlon host connect`.
  struct ConnectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "connect",
      abstract: "Join standard input and output to the agent, for `ssh HOST merlon host connect`.",
      discussion: """
        EXAMPLES
          ssh paris-1 merlon host connect paris-1 --state /var/lib/merlon
        """)

    @OptionGroup var agent: AgentOptions

    func run() async throws {
      let path = try agent.folder() + "/agent.sock"
      do throws(HostLinkError) {
        try HostBridge.run(path: path, input: STDIN_FILENO, output: STDOUT_FILENO)
      } catch {
        throw Failure.cannotRun(error.description)
      }
    }
  }
}
