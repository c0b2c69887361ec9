import Policy
import Vocabulary

/// Finds the images that a change can affect, from what their generation reads: their document, the
/// requirements whose selectors match, the modules that can get in, the folders sealed in.
enum AffectedImages {
  /// The names of all images whose generation read something that differs, and perhaps of some
  /// that only could have.
  ///
  /// - Complexity: O(what changed + the images found).
  static func names(
    of change: SnapshotChange, from old: Snapshot, to new: Snapshot
  ) -> Set<ImageName> {
    var names: Set<ImageName> = []
    for key in change.policy.removed + change.policy.added.map(\.key) {
      names.formUnion(old.images(dependingOn: key))
      names.formUnion(new.images(dependingOn: key))
    }
    for module in new.catalog.affected(by: old.catalog) {
      names.formUnion(old.policy.images(askingFor: module))
      names.formUnion(new.policy.images(askingFor: module))
    }
    for path in change.folders {
      names.formUnion(old.images(sealing: path))
      names.formUnion(new.images(sealing: path))
    }
    let hosts = change.policy.hosts
    if !hosts.isEmpty { names.formUnion(old.policy.images(movingTo: new.policy)) }
    for host in hosts {
      names.formUnion(
        replaced(from: old.policy.host(host)?.network, to: new.policy.host(host)?.network)
          .filter { old.policy.image($0) != nil || new.policy.image($0) != nil })
    }
    return names
  }

  /// The images that are elsewhere on a host's network than before.
  private static func replaced(from old: HostNetwork?, to new: HostNetwork?) -> [ImageName] {
    guard old != new else { return [] }
    let names = Set(old?.addresses.keys ?? [:].keys).union(new?.addresses.keys ?? [:].keys)
    return names.filter { old?.place(of: $0) != new?.place(of: $0) }
  }
}

extension PolicyChange {
  /// The hosts that were added, removed or changed.
  fileprivate var hosts: Set<HostName> {
    Set(
      (removed + added.map(\.key)).compactMap { key in
        if case .host(let name) = key { name } else { nil }
      })
  }
}
