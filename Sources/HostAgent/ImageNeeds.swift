import Solo5
package import Vocabulary

/// What an image asks of its host besides what a Solo5 manifest can say.
///
/// It stands in the image, whose digest the controller has signed for, so it needs no other proof.
package struct ImageNeeds: Hashable, Sendable {
  /// The names of the secrets with certificates that each block device is to hold.
  package var secrets: [String: [SecretName]] = [:]
  /// The names of the shared keys that each block device is to hold.
  package var keys: [String: [SecretName]] = [:]
  /// Whether its ports speak TLS.
  package var servesTLS = false

  /// Reads what an image says; images of other toolchains say nothing, and need nothing.
  package init(of image: [UInt8]) throws(HostAgentError) {
    // The monitor says what is wrong with a file that is no image.
    guard let elf = try? ELFImage(bytes: image), let text = try? elf.merlonNote() else { return }
    // The builder pads the note with zeroes.
    guard let note = try? JSON.parse(text.prefix { $0 != 0 }) else {
      throw HostAgentError(.monitor, "what the image says of itself cannot be read; rebuild it")
    }
    servesTLS = note["tls"]?.boolean ?? false
    secrets = try Self.names(note["secrets"])
    keys = try Self.names(note["keys"])
  }

  private static func names(
    _ devices: JSON?
  ) throws(HostAgentError) -> [String: [SecretName]] {
    var read: [String: [SecretName]] = [:]
    for (device, names) in devices?.object ?? [:] {
      read[device] = try (names.array ?? []).map { name throws(HostAgentError) in
        // It becomes part of a path.
        guard let secret = name.string.flatMap({ SecretName($0) }) else {
          throw HostAgentError(
            .monitor, "the image asks for \(Printable.text(name.canonical)), which names no secret")
        }
        return secret
      }
    }
    return read
  }
}
