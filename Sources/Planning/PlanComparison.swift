import Policy
import Unikernel
package import Vocabulary

/// Compares what two commits want of the fleet.
package enum PlanComparison {
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
      modulesChanged: modulesChanged(from: old, to: new),
      options: kind == .kept ? [] : options(from: old, to: new),
      directories: directories(from: old, to: new), properties: properties(from: old, to: new),
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
}

// MARK: - Inside an image

extension PlanComparison {
  private static func options(
    from old: PlannedImage?, to new: PlannedImage?
  ) -> [PlanChange.OptionChange] {
    modules(of: old).union(modules(of: new)).sorted().flatMap { module in
      let before = old?.generation.image.options(of: module) ?? [:]
      let now = new?.generation.image.options(of: module) ?? [:]
      return Set(before.keys).union(now.keys).sorted()
        .filter { before[$0] != now[$0] }
        .map {
          PlanChange.OptionChange(module: module, option: $0, old: before[$0], new: now[$0])
        }
    }
  }

  private static func modulesChanged(
    from old: PlannedImage?, to new: PlannedImage?
  ) -> [ModuleName] {
    let before = folders(of: old)
    return folders(of: new).filter { before[$0.key].map { [now = $0.value] in $0 != now } == true }
      .keys.sorted()
  }

  private static func folders(of image: PlannedImage?) -> [ModuleName: String] {
    Dictionary(image?.blueprint.parts.map { ($0.module, $0.folder) } ?? []) { first, _ in first }
  }

  /// Folders of one name with other files.
  private static func directories(
    from old: PlannedImage?, to new: PlannedImage?
  ) -> [String] {
    let before = trees(of: old)
    return trees(of: new).filter { before[$0.key].map { [now = $0.value] in $0 != now } == true }
      .keys.sorted()
  }

  private static func trees(of image: PlannedImage?) -> [String: TreeID] {
    var trees: [String: TreeID] = [:]
    for part in image?.blueprint.parts ?? [] {
      for (option, tree) in part.directories {
        guard case .string(let path) = part.options[option] else { continue }
        trees[RelativePath.checked(path) ?? path] = tree
      }
    }
    return trees
  }

  private static func properties(
    from old: PlannedImage?, to new: PlannedImage?
  ) -> [PlanChange.PropertyChange] {
    guard let old, let new else { return [] }
    let values: [(name: String, old: String, new: String)] = [
      ("target", old.document.target.rawValue, new.document.target.rawValue),
      ("memory", "\(old.document.memoryMiB)MiB", "\(new.document.memoryMiB)MiB"),
      ("ports", ports(of: old), ports(of: new)),
      ("probes", "\(old.probes.count)", "\(new.probes.count)"),
      ("hosts", hosts(of: old), hosts(of: new)),
      ("addresses", addresses(of: old), addresses(of: new)),
    ]
    return values.filter { $0.old != $0.new }
      .map { PlanChange.PropertyChange(name: $0.name, old: $0.old, new: $0.new) }
  }

  private static func hosts(of image: PlannedImage) -> String {
    Spelling.list(image.hosts.map(\.text))
  }

  private static func addresses(of image: PlannedImage) -> String {
    let places = image.places.sorted { $0.key < $1.key }
    return places.isEmpty ? "none" : Spelling.list(places.map { "\($0.value) of \($0.key)" })
  }

  private static func ports(of image: PlannedImage) -> String {
    let ports = image.document.ports.sorted { ($0.port, $0.hostPort) < ($1.port, $1.hostPort) }
    return Spelling.list(ports.map { "\($0.port) at host port \($0.hostPort)" })
  }
}
