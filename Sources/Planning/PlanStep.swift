package import Vocabulary

/// The way from one plan to the next: what a commit, or the clock, changed.
package struct PlanStep: Sendable {
  /// The plan before; `nil` if there was none.
  package let old: FleetPlan?
  /// The plan after.
  package let plan: FleetPlan
  /// The images that differ in any way, and why; the others are taken over as they are.
  package let reasons: [ImageName: [Reason]]

  /// What happened to each image that differs, by name.
  ///
  /// - Complexity: O(images that differ), each generated as it was and as it is.
  package var changes: [PlanChange] {
    reasons.keys.sorted().map {
      PlanComparison.change($0, from: old?[$0], to: plan[$0])
    }
  }
}
