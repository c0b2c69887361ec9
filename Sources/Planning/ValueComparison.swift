import Unikernel
import Vocabulary

/// Compares two values that a requirement asks of one option.
///
/// An option's merge rule tells which of two demands holds the other in itself: with `min` the
/// smaller one, with `union` the one that has all elements. The one that is held is weaker.
/// What `union` adds is not called stronger: a name more on a list may open a door. With
/// `intersection` it certainly does.
struct ValueComparison {
  /// How the option merges; `nil` shows no direction.
  let rule: MergeRule?
  /// Where the new value stands.
  let place: SourceLocation

  /// The differences; a collection that unites is compared element by element.
  func alterations(
    of subject: String, from old: OptionValue?, to new: OptionValue
  ) -> [Alteration] {
    guard let old, rule != nil else {
      return old == new ? [] : [alteration(.changed, subject, old, new)]
    }
    switch (old, new) {
    case _ where old == new: return []
    case (.map(let before), .map(let after)):
      return Set(before.keys).union(after.keys).sorted().flatMap { key in
        entry("\(subject)[\(key)]", before[key], after[key])
      }
    case (.list(let before), .list(let after)):
      let (was, now) = (Set(before), Set(after))
      guard was != now else { return [alteration(.changed, subject, old, new)] }
      let (lost, gained): (Alteration.Effect, Alteration.Effect) =
        rule == .intersection ? (.strengthened, .weakened) : (.weakened, .changed)
      return sorted(was.subtracting(now)).map { alteration(lost, subject, $0, nil) }
        + sorted(now.subtracting(was)).map { alteration(gained, subject, nil, $0) }
    default: return [alteration(effect(from: old, to: new), subject, old, new)]
    }
  }

  private func entry(
    _ subject: String, _ old: OptionValue?, _ new: OptionValue?
  ) -> [Alteration] {
    guard let new else { return [alteration(.weakened, subject, old, nil)] }
    return alterations(of: subject, from: old, to: new)
  }

  private func effect(from old: OptionValue, to new: OptionValue) -> Alteration.Effect {
    guard let rule, rule != .union, rule != .intersection else { return .changed }
    let merged = rule.merge(old, with: new)
    if merged == old { return .weakened }
    return merged == new ? .strengthened : .changed
  }

  private func alteration(
    _ effect: Alteration.Effect, _ subject: String, _ old: OptionValue?, _ new: OptionValue?
  ) -> Alteration {
    Alteration(effect, subject, from: old?.json, to: new?.json, at: place)
  }

  private func sorted(_ values: Set<OptionValue>) -> [OptionValue] {
    values.map { (text: $0.description, value: $0) }.sorted { $0.text < $1.text }.map(\.value)
  }
}
