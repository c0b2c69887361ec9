package import Planning
package import Vocabulary

/// What a commit, or the clock, does to the fleet.
package struct PlanNews: Sendable {
  /// The commit.
  package let head: Revision.Head
  /// Whether the clock made the difference, and no commit.
  package let isByClock: Bool
  /// The images that differ.
  package let changes: [PlanChange]
  /// Why they do.
  package let reasons: [ImageName: [Reason]]
  /// How many images stay as they are.
  package let keptCount: Int
  /// Their names, if the fleet is small enough to list.
  package let kept: [ImageName]
  /// What is odd.
  package let warnings: [Diagnostic]
}
