import Policy
import Unikernel
package import Vocabulary

/// An image that is gone and a new one that is made of the same: one image under another name.
package struct Rename: Hashable, Sendable {
  /// The name before.
  package let old: ImageName
  /// The name now.
  package let new: ImageName
  /// The requirements that applied under the old name, are there still, and do not apply now.
  package let escaped: [RequirementName]

  /// Finds the renames among images that differ, each image in one of them at most.
  ///
  /// Of several that are made of the same, those with the same labels belong together, then those
  /// first by name.
  /// - Complexity: O(images), sorting apart.
  static func renames(
    in pairs: [(old: PlannedImage?, new: PlannedImage?)], from old: Snapshot?, to new: Snapshot
  ) -> [Rename] {
    guard let old else { return [] }
    let removed = pairs.filter { $0.new == nil }.compactMap(\.old?.document)
    let added = pairs.filter { $0.old == nil }.compactMap(\.new?.document)
    let alike = Dictionary(grouping: added) { Make($0) }
    var taken: [ImageName: UnikernelImage] = [:]
    for (make, documents) in Dictionary(grouping: removed, by: { Make($0) }) {
      var candidates = (alike[make] ?? []).sorted { $0.name < $1.name }
      func take(_ document: UnikernelImage, where fits: (UnikernelImage) -> Bool) -> Bool {
        guard let index = candidates.firstIndex(where: fits) else { return false }
        taken[document.name] = candidates.remove(at: index)
        return true
      }
      let others = documents.sorted { $0.name < $1.name }.filter { document in
        !take(document) { $0.labels == document.labels }
      }
      for document in others { _ = take(document) { _ in true } }
    }
    return removed.compactMap { was in
      guard let now = taken[was.name] else { return nil }
      let applied = Set(old.policy.requirements(for: was).map(\.name))
      let applying = Set(new.policy.requirements(for: now).map(\.name))
      let escaped = applied.subtracting(applying).filter { new.policy.requirement($0) != nil }
      return Rename(old: was.name, new: now.name, escaped: escaped.sorted())
    }.sorted { $0.new < $1.new }
  }
}

/// What an image is made of, whoever asks and wherever that stands.
private struct Make: Hashable {
  private let modules: [ModuleName: Set<Setting>]
  private let versions: [ModuleName: Set<VersionRange>]
  private let target: Target
  private let ports: Set<UnikernelImage.Port>

  init(_ document: UnikernelImage) {
    let entries = document.specification.entries
    modules = entries.mapValues { Set($0.demands.map(\.setting)) }
    versions = entries.mapValues { Set($0.versions.map(\.versions)) }
    target = document.target
    ports = Set(document.ports)
  }
}
