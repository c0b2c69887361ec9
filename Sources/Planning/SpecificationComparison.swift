import Policy
import Unikernel
import Vocabulary

/// Compares the modules and options that two versions of a requirement ask for.
enum SpecificationComparison {
  static func alterations(
    from old: SecurityRequirement, to new: SecurityRequirement, module: (ModuleName) -> Module?
  ) -> [Alteration] {
    let (before, after) = (old.specification.entries, new.specification.entries)
    return Set(before.keys).union(after.keys).sorted().flatMap { name -> [Alteration] in
      let place = after[name]?.origins.min()?.location ?? new.location
      var found: [Alteration] = []
      switch (before[name], after[name]) {
      case (_?, nil):
        return [
          Alteration(.weakened, "module \(name)", from: .boolean(true), to: nil, at: place)
        ]
      case (nil, _?):
        found.append(
          Alteration(.strengthened, "module \(name)", from: nil, to: .boolean(true), at: place))
      default: break
      }
      return found + versions(of: name, from: before[name], to: after[name], place)
        + options(
          of: name, from: before[name], to: after[name], declared: module(name)?.options ?? [:],
          place)
    }
  }

  private static func versions(
    of module: ModuleName, from old: Specification.Entry?, to new: Specification.Entry?,
    _ place: SourceLocation
  ) -> [Alteration] {
    func ranges(_ entry: Specification.Entry?) -> Set<String> {
      Set(entry?.versions.map(\.versions.description) ?? [])
    }
    let (was, now) = (ranges(old), ranges(new))
    guard was != now else { return [] }
    func json(_ ranges: Set<String>) -> JSON? {
      ranges.isEmpty ? nil : .string(ranges.sorted().joined(separator: ", "))
    }
    let effect: Alteration.Effect =
      if now.isSubset(of: was) {
        .weakened
      } else if was.isSubset(of: now) {
        .strengthened
      } else {
        .changed
      }
    return [
      Alteration(effect, "versions of module \(module)", from: json(was), to: json(now), at: place)
    ]
  }

  private static func options(
    of module: ModuleName, from old: Specification.Entry?, to new: Specification.Entry?,
    declared: [OptionName: Option], _ place: SourceLocation
  ) -> [Alteration] {
    let demands = [old?.demands, new?.demands].compactMap(\.self).flatMap(\.self)
    let names = Set(demands.map(\.setting.option))
    return names.sorted().flatMap { name -> [Alteration] in
      let rule = declared[name]?.merge
      let was = Asked(for: name, in: old, rule)
      guard let now = Asked(for: name, in: new, rule) else {
        return was.map {
          [
            Alteration(
              .weakened, "\(module).\(name)", from: $0.value.json, to: nil, at: place)
          ]
        } ?? []
      }
      let comparison = ValueComparison(rule: rule, place: now.place)
      if let was {
        return comparison.alterations(of: "\(module).\(name)", from: was.value, to: now.value)
      }
      // Until now the module's default was in force, unless somebody else asked for a value.
      let standard = declared[name]?.defaultValue
      let found = comparison.alterations(
        of: "\(module).\(name)", from: standard, to: now.value)
      guard found.isEmpty else { return found }
      return [
        Alteration(
          .strengthened, "\(module).\(name)", from: nil, to: now.value.json, at: now.place)
      ]
    }
  }

  /// The value that a requirement asks for, and where.
  private struct Asked {
    let value: OptionValue
    let place: SourceLocation

    init?(for option: OptionName, in entry: Specification.Entry?, _ rule: MergeRule?) {
      let demands = (entry?.demands ?? []).filter { $0.setting.option == option }
        .sorted { $0.origin < $1.origin }
      guard let first = demands.first else { return nil }
      place = first.origin.location
      value = demands.dropFirst().reduce(first.setting.value) { value, demand in
        rule?.merge(value, with: demand.setting.value) ?? demand.setting.value
      }
    }
  }
}
