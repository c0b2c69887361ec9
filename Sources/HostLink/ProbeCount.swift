package import Vocabulary

/// What the probes of an instance have said since it serves.
package struct ProbeCount: Hashable, Sendable {
  /// How many were asked; those that could not be do not count.
  package var asked = 0
  /// How many of them failed.
  package var failed = 0
  /// For how long it has served, by the host's clock that is never set.
  package var milliseconds = 0

  /// Makes a count of nothing.
  package init() {}

  /// Takes in what a round of probes said.
  package mutating func add(_ results: [ProbeResult]) {
    asked += results.count { $0.verdict != .unknown }
    failed += results.count { $0.verdict == .failed }
  }
}

extension ProbeCount: WireValue {
  /// The form on the wire.
  package var json: JSON {
    .object([
      "asked": .integer(asked), "failed": .integer(failed), "milliseconds": .integer(milliseconds),
    ])
  }

  /// Reads the form on the wire.
  package init(_ reader: WireReader) throws(HostLinkError) {
    let range = 0...(1 << 30)
    asked = try reader.integer("asked", in: range)
    failed = try reader.integer("failed", in: range)
    milliseconds = try reader.integer("milliseconds", in: 0...(1 << 50))
  }
}
