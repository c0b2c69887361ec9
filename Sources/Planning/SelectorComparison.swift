import Policy
import Vocabulary

/// Compares whom two versions of a requirement select: with one more term it selects fewer.
enum SelectorComparison {
  static func alterations(
    from old: SecurityRequirement, to new: SecurityRequirement
  ) -> [Alteration] {
    guard old.selector != new.selector else { return [] }
    let (before, after) = (Set(terms(of: old.selector)), Set(terms(of: new.selector)))
    let effect: Alteration.Effect =
      if before.isStrictSubset(of: after) {
        .weakened
      } else if after.isStrictSubset(of: before) {
        .strengthened
      } else {
        .changed
      }
    func json(_ terms: Set<String>) -> JSON { .array(terms.sorted().map(JSON.string)) }
    return [
      Alteration(effect, "selector", from: json(before), to: json(after), at: new.location)
    ]
  }

  /// The terms of a selector as Kubernetes writes them: `exposure=public`, `tier in (a, b)`.
  private static func terms(of selector: Selector) -> [String] {
    selector.matchLabels.map { "\($0.key)=\($0.value)" }
      + selector.matchExpressions.map(\.description)
  }
}
