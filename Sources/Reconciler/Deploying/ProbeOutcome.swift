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
    question = result.probe.question
    verdict = result.verdict.rawValue
    detail = result.detail
  }
}
