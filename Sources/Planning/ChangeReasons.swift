import Policy
import Unikernel
import Vocabulary

/// Compares an image as it was with what it is, and says what of its inputs made the difference.
enum ChangeReasons {
  /// Why the image differs; empty when it does not.
  static func reasons(from old: PlannedImage?, to new: PlannedImage?) -> [Reason] {
    guard let old else { return new == nil ? [] : [.isNew] }
    guard let new else { return [.isGone] }
    if old == new { return [] }
    var reasons: [Reason] = old.document == new.document ? [] : [.document]
    reasons += requirementReasons(from: old, to: new)
    reasons += partReasons(from: old, to: new)
    if old.hosts != new.hosts { reasons.append(.hosts) }
    if old.places != new.places { reasons.append(.places) }
    if old.blueprint.notAfter != new.blueprint.notAfter { reasons.append(.renewal) }
    return reasons
  }

  private static func requirementReasons(
    from old: PlannedImage, to new: PlannedImage
  ) -> [Reason] {
    let before = Dictionary(old.requirements.map { ($0.name, $0) }) { first, _ in first }
    let names = Set(new.requirements.map(\.name))
    let changed: [Reason] = new.requirements.compactMap { requirement in
      guard let was = before[requirement.name] else { return .gained(requirement.name) }
      return was == requirement ? nil : .requirement(requirement.name)
    }
    let lost = old.requirements.filter { !names.contains($0.name) }
    return changed + lost.map { Reason.lost($0.name) }
  }

  /// Modules that both have with another folder or declaration, and folders with other files.
  private static func partReasons(from old: PlannedImage, to new: PlannedImage) -> [Reason] {
    var reasons: [Reason] = []
    let installed = Dictionary(
      old.generation.image.installed.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let parts = Dictionary(
      old.blueprint.parts.map { ($0.module, $0) }, uniquingKeysWith: { first, _ in first })
    for (part, module) in zip(new.blueprint.parts, new.generation.image.installed) {
      guard let before = parts[part.module] else { continue }
      if before.folder != part.folder || installed[part.module] != module {
        reasons.append(.module(part.module))
      }
      for (option, tree) in part.directories.sorted(by: { $0.key < $1.key })
      where before.options[option] == part.options[option] && before.directories[option] != tree {
        guard case .string(let path) = part.options[option] else { continue }
        reasons.append(.directory(RelativePath.checked(path) ?? path))
      }
    }
    return reasons
  }
}
