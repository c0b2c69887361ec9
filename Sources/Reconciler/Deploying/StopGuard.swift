import Policy
import Vocabulary

/// Keeps a commit from emptying a fleet by accident.
enum StopGuard {
  /// What is wrong with a commit that leaves so many instances of those that there were; `nil` if
  /// it may.
  static func objection(
    to fleet: Fleet, stopping stopped: Int, of count: Int
  ) -> Diagnostic? {
    guard stopped > 1, stopped * 100 > fleet.rollout.maxStoppedPercent * count else { return nil }
    return Diagnostic(
      at: fleet.location,
      "this commit stops \(stopped) of \(count) instances, more than "
        + "\(fleet.rollout.maxStoppedPercent) percent",
      hint: "if that is meant, raise spec.rollout.maxStopped in the same commit, to 100 for all")
  }
}
