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
    if change.policy.speaksOfHosts { names.formUnion(old.policy.images(movingTo: new.policy)) }
    return names
  }
}

extension PolicyChange {
  /// Whether a host was added, removed or changed.
  fileprivate var speaksOfHosts: Bool {
    removed.contains { if case .host = $0 { true } else { false } }
      || added.contains { if case .host = $0 { true } else { false } }
  }
}
