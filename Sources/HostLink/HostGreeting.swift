package import Vocabulary

/// What a host says of itself when a controller connects.
package struct HostGreeting: Hashable, Sendable {
  /// The host's name.
  package let host: HostName
  /// The version of the protocol that it speaks.
  package let version: Int
  /// What it can do: the targets that it can run.
  package let capabilities: [String]
  /// The public key that its statements are signed with, as `allowed_signers` has it.
  package let key: String
  /// The word that orders of this connection have to say, so that none of another one is taken.
  package let challenge: String

  /// Makes a greeting.
  package init(
    host: HostName, version: Int, capabilities: [String], key: String, challenge: String = ""
  ) {
    self.host = host
    self.version = version
    self.capabilities = capabilities
    self.key = key
    self.challenge = challenge
  }
}

extension HostGreeting: WireValue {
  /// The form on the wire.
  package var json: JSON {
    .object([
      "host": .string(host.text), "version": .integer(version),
      "capabilities": .string(capabilities.joined(separator: " ")), "key": .string(key),
      "challenge": .string(challenge),
    ])
  }

  /// Reads the form on the wire.
  package init(_ reader: WireReader) throws(HostLinkError) {
    host = try reader.name("host")
    version = try reader.integer("version")
    capabilities = try reader.string("capabilities").split(separator: " ").map(String.init)
    key = try reader.string("key")
    challenge = try reader.string("challenge")
  }

  /// The greeting of one connection.
  func asking(for challenge: String) -> Self {
    Self(
      host: host, version: version, capabilities: capabilities, key: key, challenge: challenge)
  }
}
