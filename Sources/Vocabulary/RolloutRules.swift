/// How the instances of one image give way to those of its next version: what a document's
/// `rollout` says.
package struct RolloutRules: Hashable, Sendable {
  /// What becomes of a version that fails on some host.
  package enum FailureAnswer: String, Hashable, Sendable, CaseIterable {
    /// Every host goes back to the version before.
    case rollback
    /// The hosts that have it keep it, the others do not get it.
    case pause
  }

  /// How many of the replaced instances may be away while others are replaced.
  package var maxUnavailable: Int
  /// How many instances are on their way at one time; `nil` for all.
  package var batch: Int?
  /// How many instances must serve before more than so many are replaced, step by step.
  package var canary: [Int]
  /// What becomes of a version that fails.
  package var onFailure: FailureAnswer

  /// Makes rules; without any, all instances are replaced at once and a failure is rolled back.
  package init(
    maxUnavailable: Int = 0, batch: Int? = nil, canary: [Int] = [],
    onFailure: FailureAnswer = .rollback
  ) {
    self.maxUnavailable = maxUnavailable
    self.batch = batch
    self.canary = canary
    self.onFailure = onFailure
  }
}
