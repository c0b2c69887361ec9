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

  /// The ports that an image wants of the hosts that shall run it.
  struct Claim {
    let image: ImageName
    let slots: [Slot]

    /// Those of `hosts` that do not give it an address of its own in `policy`.
    init(_ image: UnikernelImage, on hosts: [HostName], in policy: PolicySet) {
      self.image = image.name
      let places = policy.places(of: image.name, on: hosts)
      slots = hosts.filter { places[$0] == nil }.flatMap { host in
        image.ports.map { Slot(host: host, port: $0.hostPort) }
      }
    }
  }

  private var owners: TreeDictionary<Slot, ImageName> = [:]

  /// Gives up the ports that an image has.
  mutating func remove(_ claim: Claim) {
    for slot in claim.slots where owners[slot] == claim.image { owners[slot] = nil }
  }

  /// Gives ports to images that have none.
  ///
  /// - Parameter document: Finds the document of an image.
  /// - Returns: The collisions, as if all images had asked in order of their names.
  mutating func insert(
    _ claims: [Claim], document: (ImageName) -> UnikernelImage?
  ) -> [Diagnostic] {
    var collisions: [Slot: [ImageName]] = [:]
    for claim in claims {
      for slot in claim.slots {
        if let holder = owners[slot] {
          collisions[slot, default: [holder]].append(claim.image)
        } else {
          owners[slot] = claim.image
        }
      }
    }
    return collisions.flatMap { slot, names in
      let images = names.sorted().compactMap(document)
      return zip(images.dropFirst(), images).map {
        Self.collision(of: $0, with: $1, at: slot)
      }
    }
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
