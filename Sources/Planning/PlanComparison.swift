import Policy
import Unikernel
package import Vocabulary

/// Compares what two commits want of the fleet.
package enum PlanComparison {
  /// The changes from `old` to `new`, by image name; `nil` means no fleet at all.
  ///
  /// - Complexity: O(images × their options).
  package static func changes(from old: FleetPlan?, to new: FleetPlan?) -> [PlanChange] {
    let names = Set(old?.names ?? []).union(new?.names ?? [])
    return names.sorted().map { change($0, from: old?[$0], to: new?[$0]) }
  }

  /// The change of one image; `nil` means that there is none.
  package static func change(
    _ name: ImageName, from old: PlannedImage?, to new: PlannedImage?
  ) -> PlanChange {
    let (oldModules, newModules) = (modules(of: old), modules(of: new))
    let (oldRequirements, newRequirements) = (requirements(of: old), requirements(of: new))
    let kind = kind(from: old, to: new)
    return PlanChange(
      image: name, kind: kind,
      modulesGained: newModules.subtracting(oldModules).sorted(),
      modulesLost: oldModules.subtracting(newModules).sorted(),
      options: options(from: old, to: new),
      requirementsGained: newRequirements.subtracting(oldRequirements).sorted(),
      requirementsLost: oldRequirements.subtracting(newRequirements).sorted(),
      hosts: kind == .kept ? [] : Set((old?.hosts ?? []) + (new?.hosts ?? [])).sorted())
  }

  private static func kind(
    from old: PlannedImage?, to new: PlannedImage?
  ) -> PlanChange.Kind {
    guard let old else { return .added }
    guard let new else { return .removed }
    if old.blueprint != new.blueprint { return .rebuilt }
    return old.deployment == new.deployment ? .kept : .redeployed
  }

  private static func modules(of image: PlannedImage?) -> Set<ModuleName> {
    image?.generation.image.modules ?? []
  }

  private static func requirements(of image: PlannedImage?) -> Set<RequirementName> {
    Set(image?.requirements.map(\.name) ?? [])
  }

  /// Options of modules that both have.
  private static func options(
    from old: PlannedImage?, to new: PlannedImage?
  ) -> [PlanChange.OptionChange] {
    guard let old, let new else { return [] }
    return modules(of: old).intersection(modules(of: new)).sorted().flatMap { module in
      let before = old.generation.image.options(of: module)
      let now = new.generation.image.options(of: module)
      return Set(before.keys).union(now.keys).sorted()
        .filter { before[$0] != now[$0] }
        .map {
          PlanChange.OptionChange(module: module, option: $0, old: before[$0], new: now[$0])
        }
    }
  }
}
