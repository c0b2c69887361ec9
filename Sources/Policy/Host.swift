package import Vocabulary

/// A `kind: Host` document: a machine that runs images.
package struct Host: Hashable, Sendable {
  /// The host's name.
  package let name: HostName
  /// What placements look at.
  package let labels: [String: String]
  /// The unix socket of its agent; `nil` for the agent that keeps its state beside the
  /// repository.
  package let socket: String?
  /// Where the document stands.
  package let location: SourceLocation

  /// Makes a host document.
  package init(
    name: HostName, labels: [String: String], socket: String?, location: SourceLocation
  ) {
    self.name = name
    self.labels = labels
    self.socket = socket
    self.location = location
  }
}
