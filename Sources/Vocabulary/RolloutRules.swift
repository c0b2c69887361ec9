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

  /// What the instances of a canary step are held to before the next one begins.
  package struct Gate: Hashable, Sendable {
    /// How many percent of the probes of each may fail.
    package let errorPercentMax: Int
    /// How many percent of its answers may be errors of the server; `nil` for as many as there are.
    package let serverErrorPercentMax: Int?
    /// For how long each is watched, from when it serves.
    package let seconds: Int

    /// Makes a gate.
    package init(errorPercentMax: Int, serverErrorPercentMax: Int? = nil, seconds: Int) {
      self.errorPercentMax = errorPercentMax
      self.serverErrorPercentMax = serverErrorPercentMax
      self.seconds = seconds
    }
  }

  /// How many of the replaced instances may be away while others are replaced.
  package var maxUnavailable: Int
  /// How many instances are on their way at one time; `nil` for all.
  package var batch: Int?
  /// How many instances must serve before more than so many are replaced, step by step.
  package var canary: [Int]
  /// What those of the canary steps are held to; `nil` for no more than to come up.
  package var gate: Gate?
  /// What becomes of a version that fails.
  package var onFailure: FailureAnswer

  /// Makes rules; without any, all instances are replaced at once and a failure is rolled back.
  package init(
    maxUnavailable: Int = 0, batch: Int? = nil, canary: [Int] = [], gate: Gate? = nil,
    onFailure: FailureAnswer = .rollback
  ) {
    self.maxUnavailable = maxUnavailable
    self.batch = batch
    self.canary = canary
    self.gate = gate
    self.onFailure = onFailure
  }
}
