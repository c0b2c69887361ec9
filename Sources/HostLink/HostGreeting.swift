package import Vocabulary

/// What a host says of itself when a controller connects.
package struct HostGreeting: Hashable, Sendable {
  /// The host's name.
  package let host: HostName
  /// The version of the protocol that it speaks.
  package let version: Int
  /// What it can do: the targets that it can run.
  package let capabilities: [String]

  /// Makes a greeting.
  package init(host: HostName, version: Int, capabilities: [String]) {
    self.host = host
    self.version = version
    self.capabilities = capabilities
  }
}

extension HostGreeting: WireValue {
  /// The form on the wire.
  package var json: JSON {
    .object([
      "host": .string(host.text), "version": .integer(version),
      "capabilities": .string(capabilities.joined(separator: " ")),
    ])
  }

  /// Reads the form on the wire.
  package init(_ reader: WireReader) throws(HostLinkError) {
    host = try reader.name("host")
    version = try reader.integer("version")
    capabilities = try reader.string("capabilities").split(separator: " ").map(String.init)
  }
}
