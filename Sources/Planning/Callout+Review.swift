package import Vocabulary

/// What a review has to call out.
extension Callout {
  /// All callouts of a review, lost requirements first.
  package static func callouts(in review: PlanReview) -> [Callout] {
    let found =
      review.requirements.flatMap { callouts(for: $0, review) }
      + review.renames.flatMap { escapes(by: $0, review) }
      + review.overrides.map { override(in: $0, review) }
    return Kind.allCases.flatMap { kind in found.filter { $0.kind == kind } }
  }

  private static func callouts(
    for change: RequirementChange, _ review: PlanReview
  ) -> [Callout] {
    let name = change.requirement
    var found: [Callout] = []
    if let first = change.lost.first {
      let reason = change.isRemoved ? "its document is gone" : "its selector no longer matches"
      // A selector that changed is to be looked at; otherwise it is the image that did.
      let isNarrowed = change.alterations.contains { $0.subject == "selector" }
      let place = isNarrowed ? change.location : review.places[first] ?? change.location
      found.append(
        Callout(
          .lost, requirement: name, images: change.lost,
          message: "requirement \(name) no longer applies to "
            + Spelling.list(change.lost.map(\.text)) + ": \(reason)", at: place))
    } else if change.isRemoved {
      found.append(
        Callout(
          .lost, requirement: name,
          message: "requirement \(name) is gone; it applied to no image that remains",
          at: change.location))
    }
    return found
      + change.alterations.filter { $0.effect != .strengthened }.map {
        Callout(
          $0.effect == .weakened ? .weakened : .changed, requirement: name, images: change.kept,
          message: "requirement \(name): \(Self.text($0))", at: $0.location)
      }
  }

  private static func escapes(by rename: Rename, _ review: PlanReview) -> [Callout] {
    rename.escaped.map { name in
      Callout(
        .lost, requirement: name, images: [rename.new],
        message: "requirement \(name) no longer applies to \(rename.old), which is called "
          + "\(rename.new) now: its selector does not match under that name",
        at: review.places[rename.new] ?? SourceLocation(file: "merlon.yaml"))
    }
  }

  private static func override(
    in override: PlanReview.Override, _ review: PlanReview
  ) -> Callout {
    let option = override.option
    let noun = override.images.count == 1 ? "image" : "images"
    return Callout(
      .changed, images: override.images,
      message: "\(noun) \(Spelling.list(override.images.map(\.text))): \(option.name): "
        + value(option.old?.json) + " -> " + value(option.new?.json),
      at: review.places[override.images[0]] ?? SourceLocation(file: "merlon.yaml"))
  }

  /// An alteration in words.
  package static func text(_ alteration: Alteration) -> String {
    let subject = Printable.text(alteration.subject)
    func named(_ value: JSON) -> String {
      value == .boolean(true) ? subject : "\(subject): \(Printable.value(value))"
    }
    switch (alteration.old, alteration.new) {
    case (let old?, nil): return named(old) + " is dropped"
    case (nil, let new?): return named(new) + " is added"
    case (let old, let new): return "\(subject): \(value(old)) -> \(value(new))"
    }
  }

  private static func value(_ value: JSON?) -> String {
    value.map(Printable.value) ?? "nothing"
  }
}
