package import Vocabulary

/// What a controller asks for of the lines that a host has signed for its fleet.
package struct StatementQuestion: Hashable, Sendable {
  /// The fleet.
  package let fleet: FleetName
  /// The number of the last line that the controller has; 0 for none.
  package let sequence: Int
  /// The digest of that line.
  package let last: Digest?
  /// The number of the last line that is safe wherever the ledger is kept: the host forgets it.
  package let kept: Int
  /// The instant before which no line behind that one may be: what is brought into the ledger never
  /// runs backwards, also when a new disk or another clock of the host does.
  package let since: Instant?

  /// Makes a question.
  package init(
    fleet: FleetName, after sequence: Int, _ last: Digest?, kept: Int, since: Instant? = nil
  ) {
    self.since = since
    self.fleet = fleet
    self.sequence = sequence
    self.last = last
    self.kept = kept
  }
}

extension StatementQuestion: WireValue {
  /// The form on the wire.
  package var json: JSON {
    var members: [String: JSON] = [
      "fleet": .string(fleet.text), "sequence": .integer(sequence), "kept": .integer(kept),
    ]
    members["last"] = last.map { .string($0.description) }
    members["since"] = since.map { .string($0.description) }
    return .object(members)
  }

  /// Reads the form on the wire.
  package init(_ reader: WireReader) throws(HostLinkError) {
    fleet = try reader.name("fleet")
    sequence = try reader.integer("sequence")
    kept = try reader.integer("kept", in: 0...sequence)
    last = try reader.optional("last") { reader throws(HostLinkError) in
      try reader.digest("last")
    }
    since = try reader.optional("since") { reader throws(HostLinkError) in
      try reader.instant("since")
    }
    guard (last == nil) == (sequence == 0) else {
      throw reader.malformed("last", "the digest of line \(sequence)")
    }
  }
}
