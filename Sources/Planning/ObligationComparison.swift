import Policy
import Vocabulary

/// Compares what two versions of a requirement forbid and bound.
enum ObligationComparison {
  static func alterations(
    from old: SecurityRequirement, to new: SecurityRequirement
  ) -> [Alteration] {
    let (was, now) = (old.obligations, new.obligations)
    return modules(from: was, to: now, new.location) + options(from: was, to: now, new.location)
      + number("textKiB", was.textKiB, now.textKiB, new.location)
      + number("modules", was.modules, now.modules, new.location)
      + ports(was.openPorts, now.openPorts, new.location)
  }

  private static func modules(
    from old: Obligations, to new: Obligations, _ place: SourceLocation
  ) -> [Alteration] {
    let names = Set(old.forbiddenModules.keys).union(new.forbiddenModules.keys).sorted()
    return names.compactMap { name in
      let (was, now) = (old.forbiddenModules[name], new.forbiddenModules[name])
      guard (was == nil) != (now == nil) else { return nil }
      return Alteration(
        now == nil ? .weakened : .strengthened, "forbidden module \(name)",
        from: was.map { _ in .boolean(true) }, to: now.map { _ in .boolean(true) },
        at: now ?? place)
    }
  }

  private struct Place: Hashable {
    let module: ModuleName
    let option: OptionName
  }

  /// Each forbidden value by itself: several entries may speak of one option.
  private static func options(
    from old: Obligations, to new: Obligations, _ place: SourceLocation
  ) -> [Alteration] {
    func values(_ obligations: Obligations) -> [Place: [OptionValue: SourceLocation]] {
      var values: [Place: [OptionValue: SourceLocation]] = [:]
      for entry in obligations.forbiddenOptions {
        for value in entry.values {
          values[Place(module: entry.module, option: entry.option), default: [:]][value] =
            entry.location
        }
      }
      return values
    }
    let (before, after) = (values(old), values(new))
    let places = Set(before.keys).union(after.keys)
      .sorted { ($0.module, $0.option) < ($1.module, $1.option) }
    return places.flatMap { option -> [Alteration] in
      let (was, now) = (before[option] ?? [:], after[option] ?? [:])
      let subject = "forbidden value of \(option.module).\(option.option)"
      let all = Set(was.keys).union(now.keys).sorted { $0.description < $1.description }
      return all.compactMap { value in
        guard (was[value] == nil) != (now[value] == nil) else { return nil }
        return Alteration(
          now[value] == nil ? .weakened : .strengthened, subject,
          from: was[value].map { _ in value.json }, to: now[value].map { _ in value.json },
          at: now[value] ?? place)
      }
    }
  }

  private static func number(
    _ name: String, _ old: Obligations.Bound<Int>?, _ new: Obligations.Bound<Int>?,
    _ place: SourceLocation
  ) -> [Alteration] {
    guard old?.value != new?.value else { return [] }
    let isLooser = new.map { $0.value > old?.value ?? .max } ?? true
    return [
      Alteration(
        isLooser ? .weakened : .strengthened, "limit \(name)",
        from: old.map { .integer($0.value) }, to: new.map { .integer($0.value) },
        at: new?.location ?? place)
    ]
  }

  private static func ports(
    _ old: Obligations.Bound<Set<Int>>?, _ new: Obligations.Bound<Set<Int>>?,
    _ place: SourceLocation
  ) -> [Alteration] {
    guard old?.value != new?.value else { return [] }
    let effect: Alteration.Effect
    switch (old?.value, new?.value) {
    case (_, nil): effect = .weakened
    case (nil, _): effect = .strengthened
    case (let old?, let new?):
      // One more port that may be open is enough.
      effect = new.isSubset(of: old) ? .strengthened : .weakened
    }
    func json(_ bound: Obligations.Bound<Set<Int>>?) -> JSON? {
      bound.map { .array($0.value.sorted().map(JSON.integer)) }
    }
    return [
      Alteration(
        effect, "limit openPorts", from: json(old), to: json(new), at: new?.location ?? place)
    ]
  }
}
