import HostLink
import Rollout
import Vocabulary

/// What a gate says of an instance of a canary step.
struct GateVerdict: Hashable, Sendable {
  let isFit: Bool
  /// Why it is not.
  let reason: String

  /// Judges an instance by its probes and, if the gate asks for that, by its answers; `nil` while more
  /// has to be seen.
  init?(of gate: RolloutRules.Gate, on row: InstanceStatus) {
    guard let watch = row.watch else { return nil }
    let time = watch.milliseconds
    let probes = gate.isFit(asked: watch.asked, failed: watch.failed, milliseconds: time)
    // An image that has said nothing was asked nothing, but for one that answered its probes.
    let isSilent =
      gate.serverErrorPercentMax != nil && row.answers == nil
      && row.probes.contains(where: isAnswer)
    let answers = row.answers ?? AnswerCount(all: 0, serverErrors: 0)
    let service = gate.isFit(
      answers: answers.all, serverErrors: answers.serverErrors, milliseconds: time)
    if probes == false {
      isFit = false
      reason =
        "\(watch.failed) of \(watch.asked) probes failed in \(time / 1000) s; its gate lets "
        + "\(gate.errorPercentMax) % fail"
    } else if service == false {
      isFit = false
      reason =
        "\(answers.serverErrors) of \(answers.all) answers were 5xx in \(time / 1000) s; its gate "
        + "lets \(gate.serverErrorPercentMax ?? 100) % be that"
    } else if probes == true, service == true, isSilent {
      isFit = false
      reason = "its gate is for its answers, and it has not told how many it gave"
    } else if probes == true, service == true {
      isFit = true
      reason = ""
    } else {
      return nil
    }
  }
}

/// Whether a probe passed by an answer.
private func isAnswer(_ result: ProbeResult) -> Bool {
  guard case .status = result.probe.expected else { return false }
  return result.verdict == .passed
}
