import Policy
import Unikernel
package import Vocabulary

/// All that a reviewer has to know of a change of policy.
package struct PlanReview: Sendable {
  /// What happens to each image that is not kept, by name.
  package let images: [PlanChange]
  /// The images that are kept, by name.
  ///
  /// - Complexity: O(images).
  package var kept: [ImageName] { plan.names.filter { !changed.contains($0) } }
  /// What happens to each requirement that differs, by name.
  package let requirements: [RequirementChange]
  /// Options of security mechanisms with another value than before, which no requirement that
  /// differs accounts for: by the image's own document, a catalog's default, or another place.
  package let overrides: [Override]
  /// The images that are there under another name than before, by the new one.
  package let renames: [Rename]
  /// What happens on each host, by name.
  package let hosts: [HostEffect]
  /// The attack surface of each image that is not kept, before and after.
  package let surfaces: [ImageName: SurfacePair]
  /// Where each image's document stands, or stood.
  package let places: [ImageName: SourceLocation]
  /// What is odd about the newer side.
  package var warnings: [Diagnostic] { plan.warnings }

  private let plan: FleetPlan
  private let changed: Set<ImageName>

  /// Whether anything differs.
  package var isDifferent: Bool { !requirements.isEmpty || !images.isEmpty }

  /// Compares two plans; `nil` for `old` means no fleet at all.
  ///
  /// - Parameter affected: The images that may differ, if that is known.
  /// - Complexity: O(images), Algorithm 1 for those that may differ.
  package init(from old: FleetPlan?, to new: FleetPlan, affected: [ImageName]? = nil) {
    let names = affected ?? Array(Set(old?.names ?? []).union(new.names))
    var pairs: [(old: PlannedImage?, new: PlannedImage?)] = []
    var changes: [PlanChange] = []
    for name in names.sorted() {
      let pair = (old: old?[name], new: new[name])
      guard pair.old != nil || pair.new != nil else { continue }
      let change = PlanComparison.change(name, from: pair.old, to: pair.new)
      guard change.kind != .kept else { continue }
      changes.append(change)
      pairs.append(pair)
    }
    images = changes
    changed = Set(changes.map(\.image))
    plan = new
    requirements = RequirementComparison.changes(
      from: old?.snapshot, to: new.snapshot, affected: affected)
    hosts = HostEffect.effects(of: Array(zip(changes, pairs)))
    renames = Rename.renames(in: pairs, from: old?.snapshot, to: new.snapshot)
    overrides = Override.overrides(in: changes, besides: requirements, new.snapshot)
    var surfaces: [ImageName: SurfacePair] = [:]
    var places: [ImageName: SourceLocation] = [:]
    for (change, pair) in zip(changes, pairs) {
      surfaces[change.image] = SurfacePair(
        old: pair.old.flatMap { image in
          old.map { AttackSurface(of: image, in: $0.snapshot.catalog) }
        },
        new: pair.new.map { AttackSurface(of: $0, in: new.snapshot.catalog) })
      places[change.image] = (pair.new ?? pair.old)?.document.location
    }
    for image in requirements.flatMap(\.lost) {
      places[image] = new.snapshot.policy.image(image)?.location
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

    /// Makes a pair.
    package init(old: AttackSurface?, new: AttackSurface?) {
      self.old = old
      self.new = new
    }
  }

  /// An option of a security mechanism whose value differs in the same way in some images.
  package struct Override: Hashable, Sendable {
    /// The option with both values.
    package let option: PlanChange.OptionChange
    /// The images, by name.
    package let images: [ImageName]

    fileprivate static func overrides(
      in images: [PlanChange], besides requirements: [RequirementChange], _ new: Snapshot
    ) -> [Override] {
      let explained = Explained(by: requirements)
      var found: [PlanChange.OptionChange: [ImageName]] = [:]
      for change in images {
        for option in change.options
        where option.old != nil && option.new != nil
          && new.catalog[option.module]?.manifest.role == .mechanism
          && !explained.holds(option, of: change.image)
        {
          found[option, default: []].append(change.image)
        }
      }
      return found.map { Override(option: $0.key, images: $0.value) }
        .sorted { ($0.option.name, $0.images[0]) < ($1.option.name, $1.images[0]) }
    }
  }
}

/// The options of images that requirements ask for differently than before.
private struct Explained {
  private var images: [String: Set<ImageName>] = [:]

  init(by requirements: [RequirementChange]) {
    for change in requirements where !change.kept.isEmpty {
      let names = Set(change.alterations.map { $0.subject.prefix { $0 != "[" } })
      for name in names { images[String(name), default: []].formUnion(change.kept) }
    }
  }

  func holds(_ option: PlanChange.OptionChange, of image: ImageName) -> Bool {
    images[option.name]?.contains(image) == true
  }
}
