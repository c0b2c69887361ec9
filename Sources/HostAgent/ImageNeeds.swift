import Solo5
import Vocabulary

/// What an image asks of its host besides what a Solo5 manifest can say.
///
/// It stands in the image, whose digest the controller has signed for, so it needs no other proof.
package struct ImageNeeds: Hashable, Sendable {
  /// The names of the secrets that each block device is to hold.
  package var secrets: [String: [String]] = [:]
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
    secrets = (note["secrets"]?.object ?? [:]).mapValues { $0.array?.compactMap(\.string) ?? [] }
  }
}
