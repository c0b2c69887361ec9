import Policy
import Unikernel
package import Vocabulary

/// All that a reviewer has to know of a change of policy.
package struct PlanReview: Sendable {
  /// What happens to each image, by name.
  package let images: [PlanChange]
  /// What happens to each requirement that differs, by name.
  package let requirements: [RequirementChange]
  /// Options of security mechanisms with another value than before, which no requirement that
  /// differs accounts for: by the image's own document, a catalog's default, or another place.
  package let overrides: [Override]
  /// What happens on each host, by name.
  package let hosts: [HostEffect]
  /// The attack surface of each image that is not kept, before and after.
  package let surfaces: [ImageName: SurfacePair]
  /// Where each image's document stands, or stood.
  package let places: [ImageName: SourceLocation]
  /// What is odd about the newer side.
  package let warnings: [Diagnostic]

  /// Whether anything differs.
  package var isDifferent: Bool {
    !requirements.isEmpty || images.contains { $0.kind != .kept }
  }

  /// Compares two plans; `nil` for `old` means no fleet at all.
  package init(
    from old: (snapshot: Snapshot, plan: FleetPlan)?, to new: (snapshot: Snapshot, plan: FleetPlan)
  ) {
    images = PlanComparison.changes(from: old?.plan, to: new.plan)
    requirements = RequirementComparison.changes(from: old?.snapshot, to: new.snapshot)
    hosts = HostEffect.effects(of: images, from: old?.plan, to: new.plan)
    warnings = new.plan.warnings
    overrides = Override.overrides(in: images, besides: requirements, new.snapshot)
    var surfaces: [ImageName: SurfacePair] = [:]
    var places: [ImageName: SourceLocation] = [:]
    for change in images where change.kind != .kept {
      let (was, now) = (old?.plan[change.image], new.plan[change.image])
      surfaces[change.image] = SurfacePair(
        old: was.flatMap { image in
          old.map { AttackSurface(of: image, in: $0.snapshot.catalog) }
        },
        new: now.map { AttackSurface(of: $0, in: new.snapshot.catalog) })
      places[change.image] = (now ?? was)?.document.location
    }
    for image in requirements.flatMap(\.lost) {
      places[image] = new.plan[image]?.document.location
    }
    self.surfaces = surfaces
    self.places = places
  }
}

extension PlanReview {
  /// The attack surface of one image before and after.
  package struct SurfacePair: Hashable, Sendable {
    /// Before; `nil` for a new image.
    package let old: AttackSurface?
    /// After; `nil` for an image that is gone.
    package let new: AttackSurface?
  }

  /// An option of a security mechanism whose value in an image differs.
  package struct Override: Hashable, Sendable {
    /// The image.
    package let image: ImageName
    /// The option with both values.
    package let option: PlanChange.OptionChange

    fileprivate static func overrides(
      in images: [PlanChange], besides requirements: [RequirementChange], _ new: Snapshot
    ) -> [Override] {
      images.flatMap { change in
        change.options.filter { option in
          option.old != nil && option.new != nil
            && new.catalog[option.module]?.manifest.role == .mechanism
            && !requirements.contains { $0.accounts(for: option, of: change.image) }
        }.map { Override(image: change.image, option: $0) }
      }
    }
  }
}

extension RequirementChange {
  /// Whether an alteration of this requirement speaks of an image's option.
  fileprivate func accounts(for option: PlanChange.OptionChange, of image: ImageName) -> Bool {
    let name = "\(option.module).\(option.option)"
    return kept.contains(image)
      && alterations.contains { $0.subject == name || $0.subject.hasPrefix(name + "[") }
  }
}
