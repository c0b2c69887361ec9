/// What a probe is to see.
package enum ProbeAnswer: Hashable, Sendable {
  /// The statuses that HTTP has.
  package static let statuses = 100...599
  /// The word for `refused`, in documents and on the wire.
  package static let refusal = "refused"

  /// An HTTP answer with this status.
  case status(Int)
  /// No connection: the image asks for a certificate of the client and takes none that the probe
  /// has.
  case refused
}

extension ProbeAnswer {
  /// Its form in documents and on the wire.
  package var json: JSON {
    switch self {
    case .status(let status): .integer(status)
    case .refused: .string(Self.refusal)
    }
  }

  /// Reads that form; `nil` when it is another value.
  package init?(_ json: JSON) {
    if json.string == Self.refusal {
      self = .refused
    } else if let status = json.integer, Self.statuses.contains(status) {
      self = .status(status)
    } else {
      return nil
    }
  }
}

extension ProbeAnswer: CustomStringConvertible {
  /// `403`, or `refused`.
  package var description: String {
    switch self {
    case .status(let status): "\(status)"
    case .refused: Self.refusal
    }
  }
}
