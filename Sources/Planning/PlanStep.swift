package import Vocabulary

/// The way from one plan to the next: what a commit, or the clock, changed.
package struct PlanStep: Sendable {
  /// The plan before; `nil` if there was none.
  package let old: FleetPlan?
  /// The plan after.
  package let plan: FleetPlan
  /// The images that differ in any way, and why; the others are taken over as they are.
  package let reasons: [ImageName: [Reason]]
  /// The affected images as they were and as they are, if they are few: those were generated to
  /// find the reasons, and need not be again.
  private let pairs: [ImageName: Pair]

  /// Of how many affected images the generations are kept.
  static let pairsMax = 64

  /// An image before and after; `nil` when it did not run.
  struct Pair: Sendable {
    let old: PlannedImage?
    let new: PlannedImage?
  }

  init(
    old: FleetPlan?, plan: FleetPlan, reasons: [ImageName: [Reason]], pairs: [ImageName: Pair] = [:]
  ) {
    self.old = old
    self.plan = plan
    self.reasons = reasons
    self.pairs = pairs
  }

  /// What happened to each image that differs, by name.
  ///
  /// - Complexity: O(images that differ), each generated as it was and as it is
  ///   unless they are few.
  package var changes: [PlanChange] {
    reasons.keys.sorted().map { name in
      let pair = pairs[name] ?? Pair(old: old?[name], new: plan[name])
      return PlanComparison.change(name, from: pair.old, to: pair.new)
    }
  }
}
