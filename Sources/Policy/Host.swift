package import Vocabulary

/// A `kind: Host` document: a machine that runs images.
package struct Host: Hashable, Sendable {
  /// The host's name.
  package let name: HostName
  /// What placements look at.
  package let labels: [String: String]
  /// Where its agent is; `nil` for the agent that keeps its state beside the repository.
  package let agent: AgentAddress?
  /// A network of its on which images have addresses.
  package let network: HostNetwork?
  /// Where the document stands.
  package let location: SourceLocation

  /// Makes a host document.
  package init(
    name: HostName, labels: [String: String], agent: AgentAddress?,
    network: HostNetwork? = nil, location: SourceLocation
  ) {
    self.name = name
    self.labels = labels
    self.agent = agent
    self.network = network
    self.location = location
  }
}
