import Policy
import Vocabulary

/// `rollout` of an image and of the fleet.
enum RolloutShape {
  static let rules: Kind<RolloutRules> = .mapping(
    .defaulted(
      "maxUnavailable", .integer(0...Limits.replicasMax), 0, shown: .integer(0),
      "How many of the replaced instances may be away while others are replaced."),
    .optional(
      "batch", .integer(1...Limits.replicasMax),
      "How many instances are replaced at one time; all when left out."),
    .defaulted(
      "canary",
      .list(
        of: .integer(1...Limits.replicasMax), count: 0...Limits.canaryStepsMax,
        "a rollout has at most \(Limits.canaryStepsMax) canary steps"), [],
      "How many instances must serve before more than so many are replaced, step by step."),
    .optional(
      "gate", gate,
      "What each instance of a canary step is held to before the next step begins."),
    .defaulted(
      "onFailure", .choice(of: RolloutRules.FailureAnswer.self), .rollback,
      shown: .string("rollback"),
      "Whether a version that fails on a host is taken back everywhere or goes no further.")
  ) { place, maxUnavailable, batch, canary, gate, onFailure in
    guard zip(canary, canary.dropFirst()).allSatisfy(<) else {
      place.note(
        "the canary steps of a rollout must grow", hint: "write them as [1, 5, 20]")
      return nil
    }
    guard gate == nil || !canary.isEmpty else {
      place.note(
        "a rollout without canary steps has no use for a gate", hint: "add canary: [1]")
      return nil
    }
    return RolloutRules(
      maxUnavailable: maxUnavailable, batch: batch, canary: canary, gate: gate,
      onFailure: onFailure)
  }

  private static let gate: Kind<RolloutRules.Gate> = .mapping(
    .defaulted(
      "errors", .integer(0...99), 0, shown: .integer(0),
      "How many percent of an instance's probes may fail meanwhile."),
    .optional(
      "serverErrors", .integer(0...99),
      "How many percent of its answers, probes' and clients', may be 5xx; it needs `answer-count`."),
    .required("window", window, "For how long each instance is watched: 10s, 5m or 1h.")
  ) { _, errors, serverErrors, seconds in
    RolloutRules.Gate(
      errorPercentMax: errors, serverErrorPercentMax: serverErrors, seconds: seconds)
  }

  private static let window = Kind.text(.duration).then { seconds, place -> Int? in
    if Limits.gateSeconds.contains(seconds) { return seconds }
    place.note("the window of a gate must be from 5s to 1h")
    return nil
  }

  static let fleet: Kind<Fleet.Rollout> = .mapping(
    .defaulted(
      "atomic", .boolean, false, shown: .boolean(false),
      "Whether all images of a commit go back when one of them fails."),
    .defaulted(
      "maxStopped", .integer(0...100), 50, shown: .integer(50),
      "How many percent of all instances one commit may stop; a single one it always may.")
  ) { _, isAtomic, maxStopped in
    Fleet.Rollout(isAtomic: isAtomic, maxStoppedPercent: maxStopped)
  }
}
