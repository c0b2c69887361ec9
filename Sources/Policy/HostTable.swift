import HashTreeCollections
import Vocabulary

/// The hosts of a policy, and for each placement that images have, those that it admits.
struct HostTable: Sendable {
  private(set) var hosts: TreeDictionary<HostName, Host> = [:]
  private var able: TreeDictionary<UnikernelImage.Placement, [HostName]> = [:]

  /// Adds or removes a host, and looks again where that matters.
  ///
  /// - Complexity: O(placements + hosts × placements that mean the host).
  mutating func set(_ host: Host?, for name: HostName) {
    let old = hosts[name]
    hosts[name] = host
    for placement in able.keys {
      let isMeant = [old, host].compactMap(\.self).contains {
        placement.selector.matches($0.labels)
      }
      if isMeant { able[placement] = admitted(by: placement) }
    }
  }

  /// Keeps those for a placement from now on.
  mutating func keep(_ placement: UnikernelImage.Placement) {
    if able[placement] == nil { able[placement] = admitted(by: placement) }
  }

  /// Forgets a placement that no image has any more.
  mutating func forget(_ placement: UnikernelImage.Placement) { able[placement] = nil }

  /// The hosts that may run images of a placement, in order of their names.
  func hosts(for placement: UnikernelImage.Placement) -> [HostName] {
    able[placement] ?? admitted(by: placement)
  }

  /// The hosts that shall run an image, in order of their names.
  func hosts(for image: ImageName, _ placement: UnikernelImage.Placement) -> [HostName] {
    Spread.choose(placement.replicas, of: hosts(for: placement), for: image)
  }

  private func admitted(by placement: UnikernelImage.Placement) -> [HostName] {
    hosts.values.filter { placement.selector.matches($0.labels) }.map(\.name).sorted()
  }
}
