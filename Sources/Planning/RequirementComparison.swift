import Policy
import Unikernel
import Vocabulary

/// Compares what two commits require of the images, whether a window is open today or not.
package enum RequirementComparison {
  /// The requirements that differ, by name; `nil` for `old` means no fleet at all.
  ///
  /// Says nothing about images that are gone, nor about a document that only moved.
  /// - Complexity: O(images × requirements), for an image whose labels and a requirement whose
  ///   selector are as before O(1).
  package static func changes(from old: Snapshot?, to new: Snapshot) -> [RequirementChange] {
    let names = ((old?.policy.requirements ?? []) + new.policy.requirements).map(\.name)
    let relabelled = Self.relabelled(from: old, to: new)
    return Set(names).sorted().compactMap { name in
      let (was, now) = (old?.policy.requirement(name), new.policy.requirement(name))
      let isAsBefore = was == now
      if isAsBefore, relabelled.isEmpty { return nil }
      let images = isAsBefore ? relabelled : new.policy.imageNames.sorted()
      return change(of: name, from: was, to: now, images, old, new)
    }
  }

  /// Images that are new or have other labels.
  private static func relabelled(from old: Snapshot?, to new: Snapshot) -> [ImageName] {
    new.policy.imageNames
      .filter { old?.policy.image($0)?.labels != new.policy.image($0)?.labels }
      .sorted()
  }

  private static func change(
    of name: RequirementName, from was: SecurityRequirement?, to now: SecurityRequirement?,
    _ images: [ImageName], _ old: Snapshot?, _ new: Snapshot
  ) -> RequirementChange? {
    guard let location = (now ?? was)?.location else { return nil }
    var (enforced, lost, kept): ([ImageName], [ImageName], [ImageName]) = ([], [], [])
    for image in images {
      let did = old?.policy.image(image).map { was?.selector.matches($0.labels) == true } == true
      let does = new.policy.image(image).map { now?.selector.matches($0.labels) == true } == true
      switch (did, does) {
      case (false, true): enforced.append(image)
      case (true, false): lost.append(image)
      case (true, true): kept.append(image)
      case (false, false): break
      }
    }
    var alterations: [Alteration] = []
    if let was, let now {
      alterations = Self.alterations(from: was, to: now) { module in
        new.catalog.set[module] ?? old?.catalog.set[module]
      }
    }
    let isSame = was != nil && now != nil && alterations.isEmpty
    guard !isSame || !enforced.isEmpty || !lost.isEmpty else { return nil }
    return RequirementChange(
      requirement: name, location: location, isNew: was == nil, isRemoved: now == nil,
      enforced: enforced, lost: lost, kept: kept, alterations: alterations)
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
