import Policy
import Unikernel
import Vocabulary

/// Compares what an image's last generation read with what is there now.
enum ChangeDetection {
  /// Why the image must be generated again; empty when the result would be the same.
  static func reasons(
    for document: UnikernelImage, since old: PlannedImage, _ snapshot: Snapshot
  ) -> [Reason] {
    var reasons: [Reason] = old.document == document ? [] : [.document]
    reasons += requirementReasons(for: document, since: old, snapshot)
    for part in old.blueprint.parts {
      let module = old.generation.image.installed.first { $0.name == part.module }
      let now = snapshot.catalog[part.module]
      if now?.folder != part.folder || snapshot.modules[part.module] != module {
        reasons.append(.module(part.module))
      }
      for (option, tree) in part.directories.sorted(by: { $0.key < $1.key }) {
        guard case .string(let path) = part.options[option] else { continue }
        if snapshot.directory(RelativePath.checked(path) ?? path) != tree {
          reasons.append(.directory(RelativePath.checked(path) ?? path))
        }
      }
    }
    return reasons
  }

  private static func requirementReasons(
    for document: UnikernelImage, since old: PlannedImage, _ snapshot: Snapshot
  ) -> [Reason] {
    let now = snapshot.policy.requirements(for: document)
    let before = Dictionary(old.requirements.map { ($0.name, $0) }) { first, _ in first }
    let names = Set(now.map(\.name))
    let changed: [Reason] = now.compactMap { requirement in
      guard let was = before[requirement.name] else { return .gained(requirement.name) }
      return was == requirement ? nil : .requirement(requirement.name)
    }
    let lost = old.requirements.filter { !names.contains($0.name) }
    return changed + lost.map { Reason.lost($0.name) }
  }
}
