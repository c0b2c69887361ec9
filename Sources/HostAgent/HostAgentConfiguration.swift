package import Vocabulary

/// What an agent must know to start.
package struct HostAgentConfiguration: Sendable {
  /// The host's name, as the fleet's policy has it.
  package let host: HostName
  /// The folder of the images, journal, logs and sockets; nobody else may use it.
  package let stateDirectory: String
  /// The absolute path of `merlon-ukvm`.
  package let monitor: String
  /// The path of the agent's socket.
  package let socket: String
  /// A socket that listens there already; `nil` to make one.
  package let listener: Int32?
  /// The numeric address at which instances serve.
  package let bindAddress: String
  /// The folder with a file for each principal whose credentials probes need.
  package let secretsDirectory: String?
  /// The public keys of the controllers whose first order for a fleet is taken, and then those of
  /// whom that names; empty to believe the first that connects for a fleet.
  package let controllers: [String]
  /// Patience and bounds.
  package let tuning: HostAgentTuning

  /// Makes a configuration; the socket is `agent.sock` in the state folder unless given.
  package init(
    host: HostName, stateDirectory: String, monitor: String, socket: String? = nil,
    listener: Int32? = nil,
    bindAddress: String = "127.0.0.1", secretsDirectory: String? = nil,
    controllers: [String] = [], tuning: HostAgentTuning = HostAgentTuning()
  ) {
    self.host = host
    self.stateDirectory = stateDirectory
    self.monitor = monitor
    self.socket = socket ?? stateDirectory + "/agent.sock"
    self.listener = listener
    self.bindAddress = bindAddress
    self.secretsDirectory = secretsDirectory
    self.controllers = controllers
    self.tuning = tuning
  }
}
