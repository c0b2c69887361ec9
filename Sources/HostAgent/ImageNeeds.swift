package import HostLink
package import Solo5
package import Vocabulary

/// What an image asks of its host besides what a Solo5 manifest can say.
///
/// It stands in the image, whose digest the controller has signed for, so it needs no other proof.
package struct ImageNeeds: Equatable, Sendable {
  /// The names of the secrets with certificates that each block device is to hold.
  package var secrets: [String: [SecretName]] = [:]
  /// The names of the shared keys that each block device is to hold.
  package var keys: [String: [SecretName]] = [:]
  /// Whether its ports speak TLS.
  package var servesTLS = false
  /// Whether an instance can hand its connections over to another.
  package var hasHandover = false
  /// Whether it has the network that instances serve on.
  package var hasNetwork = false
  /// To what the monitor will hold the guest.
  package var limits = MonitorLimits.none
  /// The ABI; `nil` for what is no image.
  package var target: Target?

  /// Reads what an image says; images of other toolchains say nothing, and need nothing.
  package init(of image: [UInt8]) throws(HostAgentError) {
    // The monitor says what is wrong with a file that is no image.
    guard let elf = try? ELFImage(bytes: image) else { return }
    target = elf.abi.known
    do throws(ImageError) { limits = try MonitorLimits(of: elf) } catch {
      throw HostAgentError(.monitor, "what the image says of itself cannot be read: \(error)")
    }
    hasNetwork = elf.manifest.handle(of: "service", kind: .network) != nil
    guard let text = try? elf.merlonNote() else { return }
    // The builder pads the note with zeroes.
    guard let note = try? JSON.parse(text.prefix { $0 != 0 }) else {
      throw HostAgentError(.monitor, "what the image says of itself cannot be read; rebuild it")
    }
    servesTLS = note["tls"]?.boolean ?? false
    hasHandover = note["handover"]?.boolean ?? false
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

extension ImageNeeds {
  /// Refuses an image whose note says something else than the record by which it is to run.
  ///
  /// What the note leaves out, as in images that other toolchains linked, is the record's alone.
  package func check(against record: DesiredInstance) throws(HostAgentError) {
    let name = limits.image.map { $0 == record.image.text }
    let memory = limits.memoryMiB.map { $0 == record.memoryMiB }
    let ports = limits.ports.map { $0 == Set(record.ports.map(\.guest)) }
    let end = limits.image.map { _ in limits.notAfter == record.notAfter }
    let parts: [(what: String, agrees: Bool?)] = [
      ("name", name), ("target", target.map { $0 == record.target }), ("memory", memory),
      ("ports", ports), ("end of validity", end),
    ]
    let others = parts.filter { $0.agrees == false }.map(\.what)
    guard others.isEmpty else {
      throw HostAgentError(
        .monitor,
        "the note of image \(record.digest.short) has another \(Spelling.list(others)) than the "
          + "record of \(record.image) at \(record.revision.short); let the controller build it again"
      )
    }
  }
}
