import HashTreeCollections
import Policy
import Vocabulary

/// Which image has which port of which host: no port can have two.
struct PortTable: Sendable {
  /// A port of a host.
  struct Slot: Hashable, Sendable {
    let host: HostName
    let port: Int
  }

  private var owners: TreeDictionary<Slot, ImageName> = [:]

  /// Gives up the ports that an image has.
  mutating func remove(_ image: UnikernelImage, on hosts: [HostName]) {
    for slot in Self.slots(image, hosts) where owners[slot] == image.name { owners[slot] = nil }
  }

  /// Gives ports to images that have none.
  ///
  /// - Parameter document: Finds the document of an image that has ports already.
  /// - Returns: The collisions, as if all images had asked in order of their names.
  mutating func insert(
    _ images: [(image: UnikernelImage, hosts: [HostName])],
    document: (ImageName) -> UnikernelImage?
  ) -> [Diagnostic] {
    var claims: [Slot: [UnikernelImage]] = [:]
    for (image, hosts) in images {
      for slot in Self.slots(image, hosts) { claims[slot, default: []].append(image) }
    }
    var problems: [Diagnostic] = []
    for (slot, claimants) in claims {
      let holder = owners[slot].flatMap(document)
      let all = ([holder].compactMap(\.self) + claimants).sorted { $0.name < $1.name }
      for (image, owner) in zip(all.dropFirst(), all) {
        problems.append(Self.collision(of: image, with: owner, at: slot))
      }
      owners[slot] = all.last?.name
    }
    return problems
  }

  private static func slots(_ image: UnikernelImage, _ hosts: [HostName]) -> [Slot] {
    hosts.flatMap { host in image.ports.map { Slot(host: host, port: $0.hostPort) } }
  }

  private static func collision(
    of image: UnikernelImage, with owner: UnikernelImage, at slot: Slot
  ) -> Diagnostic {
    Diagnostic(
      at: image.location,
      "image \(image.name) wants port \(slot.port) of host \(slot.host), "
        + "which image \(owner.name) has (\(owner.location))",
      hint: "give one of them another hostPort")
  }
}
