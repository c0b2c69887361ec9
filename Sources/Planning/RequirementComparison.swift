import Policy
import Unikernel
package import Vocabulary

/// Compares what two commits require of the images, whether a window is open today or not.
package enum RequirementComparison {
  /// The requirements that differ, by name; `nil` for `old` means no fleet at all.
  ///
  /// Says nothing about images that are gone, nor about a document that only moved.
  /// - Parameter affected: The images whose documents may differ, if that is known.
  /// - Complexity: O(images that may differ + requirements), and O(images that it selects) for each
  ///   requirement that differs.
  package static func changes(
    from old: Snapshot?, to new: Snapshot, affected: [ImageName]? = nil
  ) -> [RequirementChange] {
    let old = old ?? .empty
    var changes: [RequirementName: RequirementChange] = [:]
    for now in new.policy.requirements {
      let was = old.policy.requirement(now.name)
      if was != now { changes[now.name] = change(from: was, to: now, old, new) }
    }
    for was in old.policy.requirements where new.policy.requirement(was.name) == nil {
      changes[was.name] = change(from: was, to: nil, old, new)
    }
    for (name, change) in relabelled(from: old, to: new, affected)
    where changes[name] == nil {
      guard old.policy.requirement(name) == new.policy.requirement(name) else { continue }
      changes[name] = change
    }
    return changes.sorted { $0.key < $1.key }.map(\.value)
  }

  private static func change(
    from was: SecurityRequirement?, to now: SecurityRequirement?, _ old: Snapshot, _ new: Snapshot
  ) -> RequirementChange? {
    guard let subject = now ?? was else { return nil }
    let did = Set(was.map { old.policy.images(matching: $0.selector) } ?? [])
    let does = Set(now.map { new.policy.images(matching: $0.selector) } ?? [])
    let remaining = did.filter { new.policy.image($0) != nil }
    var alterations: [Alteration] = []
    if let was, let now {
      alterations = Self.alterations(from: was, to: now) { module in
        new.catalog.set[module] ?? old.catalog.set[module]
      }
    }
    let change = RequirementChange(
      requirement: subject.name, location: subject.location, isNew: was == nil,
      isRemoved: now == nil, enforced: does.subtracting(did).sorted(),
      lost: remaining.subtracting(does).sorted(), kept: remaining.intersection(does).sorted(),
      alterations: alterations)
    let isSame = was != nil && now != nil && alterations.isEmpty
    return isSame && change.enforced.isEmpty && change.lost.isEmpty ? nil : change
  }

  /// Requirements as before that apply to images that are new or have other labels, or no longer.
  private static func relabelled(
    from old: Snapshot, to new: Snapshot, _ affected: [ImageName]?
  ) -> [RequirementName: RequirementChange] {
    var enforced: [RequirementName: [ImageName]] = [:]
    var lost: [RequirementName: [ImageName]] = [:]
    for name in (affected ?? Array(new.policy.imageNames)).sorted() {
      guard let now = new.policy.image(name) else { continue }
      let was = old.policy.image(name)
      guard was?.labels != now.labels else { continue }
      let did = Set(was.map { old.policy.requirements(for: $0).map(\.name) } ?? [])
      let does = Set(new.policy.requirements(for: now).map(\.name))
      for requirement in does.subtracting(did) { enforced[requirement, default: []].append(name) }
      for requirement in did.subtracting(does) { lost[requirement, default: []].append(name) }
    }
    var changes: [RequirementName: RequirementChange] = [:]
    for name in Set(enforced.keys).union(lost.keys) {
      guard let place = (new.policy.requirement(name) ?? old.policy.requirement(name))?.location
      else { continue }
      changes[name] = RequirementChange(
        requirement: name, location: place, isNew: false, isRemoved: false,
        enforced: enforced[name] ?? [], lost: lost[name] ?? [], kept: [], alterations: [])
    }
    return changes
  }

  /// What a requirement asks for differently; `module` finds what options declare.
  static func alterations(
    from old: SecurityRequirement, to new: SecurityRequirement, module: (ModuleName) -> Module?
  ) -> [Alteration] {
    guard old != new else { return [] }
    let found =
      SelectorComparison.alterations(from: old, to: new)
      + ValidityComparison.alterations(from: old, to: new)
      + SpecificationComparison.alterations(from: old, to: new, module: module)
      + ProbeComparison.alterations(from: old, to: new)
      + ObligationComparison.alterations(from: old, to: new)
    let effects = Alteration.Effect.allCases
    return effects.flatMap { effect in found.filter { $0.effect == effect } }
  }
}
