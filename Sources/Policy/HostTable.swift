import HashTreeCollections
import Vocabulary

/// The hosts of a policy, and for each placement that images have, those that it chooses.
struct HostTable: Sendable {
  private(set) var hosts: TreeDictionary<HostName, Host> = [:]
  private var chosen: TreeDictionary<UnikernelImage.Placement, [HostName]> = [:]

  /// Adds or removes a host, and chooses again where that matters.
  ///
  /// - Complexity: O(placements + hosts × placements that mean the host).
  mutating func set(_ host: Host?, for name: HostName) {
    let old = hosts[name]
    hosts[name] = host
    for placement in chosen.keys {
      let isMeant = [old, host].compactMap(\.self).contains {
        placement.selector.matches($0.labels)
      }
      if isMeant { chosen[placement] = choose(placement) }
    }
  }

  /// Keeps the choice for a placement from now on.
  mutating func keep(_ placement: UnikernelImage.Placement) {
    if chosen[placement] == nil { chosen[placement] = choose(placement) }
  }

  /// Forgets a placement that no image has any more.
  mutating func forget(_ placement: UnikernelImage.Placement) { chosen[placement] = nil }

  /// The hosts that a placement chooses, in order of their names.
  func hosts(for placement: UnikernelImage.Placement) -> [HostName] {
    chosen[placement] ?? choose(placement)
  }

  private func choose(_ placement: UnikernelImage.Placement) -> [HostName] {
    let able = hosts.values.filter { placement.selector.matches($0.labels) }
    return Array(able.map(\.name).sorted().prefix(placement.replicas))
  }
}
