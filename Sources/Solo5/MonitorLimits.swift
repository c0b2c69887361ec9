package import Vocabulary

/// What the note of an image allows the guest, whatever a command line asks for.
///
/// Policy says it, the toolchain seals it in, and the digest of the image, note included, is what
/// is signed. Images without such a note, as other toolchains link them, have no limits of their
/// own.
package struct MonitorLimits: Equatable, Sendable {
  /// The image's name in the policy.
  package private(set) var image: String?
  /// The most memory, in MiB.
  package private(set) var memoryMiB: Int?
  /// The TCP ports at which the guest may be reached; `nil` where nothing is said of them.
  package private(set) var ports: Set<UInt16>?
  /// The sockets of others with which the guest may begin to talk.
  package private(set) var peers: Set<Peer> = []
  /// The block devices that hold the host's secrets; the guest may only read them.
  package private(set) var readOnlyDevices: Set<String> = []
  /// When the right to run the image ends.
  package private(set) var notAfter: Instant?

  /// No limits but those of the command line.
  package static let none = MonitorLimits()

  private init() {}

  /// Reads the limits off an image's note.
  ///
  /// - Throws: `ImageError` for a note that does not say what it must in the form it must: a limit
  ///   that is not understood is not taken for none.
  package init(of image: ELFImage) throws(ImageError) {
    self = .none
    guard let text = try image.merlonNote() else { return }
    // The toolchain pads the note with zeroes.
    guard let note = try? JSON.parse(text.prefix { $0 != 0 }), note.object != nil else {
      throw Self.unreadable("it is not a JSON object")
    }
    self.image = try Self.member(note, "image", \.string)
    notAfter = try Self.member(note, "notAfter") { $0.string.flatMap { Instant($0) } }
    for kind in ["secrets", "keys"] {
      readOnlyDevices.formUnion(try Self.member(note, kind, \.object)?.keys.map(\.self) ?? [])
    }
    peers = try Self.member(note, "connects", Self.peers) ?? []
    guard let limits = try Self.member(note, "limits", { $0.object == nil ? nil : $0 }) else {
      return
    }
    memoryMiB = try Self.member(limits, "memoryMiB") { limit in
      limit.integer.flatMap { $0 > 0 ? $0 : nil }
    }
    ports = try Self.member(limits, "ports", Self.ports)
  }

  private static func ports(_ list: JSON) -> Set<UInt16>? {
    guard let list = list.array else { return nil }
    let ports = list.compactMap { $0.integer.flatMap { UInt16(exactly: $0) } }
    return ports.count == list.count && !ports.contains(0) ? Set(ports) : nil
  }

  private static func peers(_ list: JSON) -> Set<Peer>? {
    guard let list = list.array else { return nil }
    let peers = list.compactMap { $0.string.flatMap { Peer($0) } }
    return peers.count == list.count ? Set(peers) : nil
  }

  /// Reads a member that may be absent, but not be something else.
  private static func member<Value>(
    _ object: JSON, _ name: String, _ read: (JSON) -> Value?
  ) throws(ImageError) -> Value? {
    guard let member = object[name] else { return nil }
    guard let value = read(member) else { throw unreadable("\(name) is not as it must be") }
    return value
  }

  private static func unreadable(_ problem: String) -> ImageError {
    .note(name: ELFImage.sealOwner, problem: problem + "; build the image again")
  }
}
