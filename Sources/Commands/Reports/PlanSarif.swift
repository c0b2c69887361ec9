import Planning
import Vocabulary

/// What a reviewer must not overlook, for code scanning.
enum PlanSarif {
  static func log(of report: PlanReport) -> SarifLog {
    let callouts = report.callouts.map { callout in
      let rule: SarifLog.Rule =
        switch callout.kind {
        case .lost: .lost
        case .weakened: .weakened
        case .changed: .changed
        }
      return SarifLog.Result(rule: rule, message: callout.message, location: callout.location)
    }
    return SarifLog(results: callouts + SarifLog(report.review.warnings).results)
  }
}
