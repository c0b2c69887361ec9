package import Vocabulary

/// What came of one probe.
package struct ProbeResult: Hashable, Sendable {
  /// How a probe can end.
  package enum Verdict: String, Sendable, CaseIterable {
    /// The answer was the expected one.
    case passed
    /// The answer was another one, or none came.
    case failed
    /// The host could not ask: it lacks the secret, or does not speak the guest's protocol.
    case unknown
  }

  /// What was asked.
  package let probe: Probe
  /// How it ended.
  package let verdict: Verdict
  /// What came back, for people.
  package let detail: String
  /// How long the answer took.
  package let milliseconds: Int

  /// Makes a result.
  package init(probe: Probe, verdict: Verdict, detail: String, milliseconds: Int) {
    self.probe = probe
    self.verdict = verdict
    self.detail = detail
    self.milliseconds = milliseconds
  }
}

extension ProbeResult: WireValue {
  /// The form on the wire.
  package var json: JSON {
    .object([
      "probe": probe.json, "verdict": .string(verdict.rawValue), "detail": .string(detail),
      "milliseconds": .integer(milliseconds),
    ])
  }

  /// Reads the form on the wire.
  package init(_ reader: WireReader) throws(HostLinkError) {
    probe = try reader.value("probe")
    verdict = try reader.choice("verdict")
    detail = try reader.string("detail")
    milliseconds = try reader.integer("milliseconds")
  }
}
