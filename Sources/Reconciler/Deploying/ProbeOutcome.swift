import HostLink

/// What one probe of a host saw.
package struct ProbeOutcome: Hashable, Sendable {
  /// The question: `GET /admin as alice expecting 200`.
  package let question: String
  /// `passed`, `failed` or `unknown`.
  package let verdict: String
  /// What came back.
  package let detail: String

  init(_ result: ProbeResult) {
    let principal = result.probe.principal.map { " as \($0)" } ?? ""
    question = "GET \(result.probe.path)\(principal) expecting \(result.probe.expected)"
    verdict = result.verdict.rawValue
    detail = result.detail
  }
}
