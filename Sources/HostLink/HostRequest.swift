package import Vocabulary

/// What a controller can ask of a host.
///
/// After `putImage` the list of the image's chunks follows in a frame of its own; the host says which
/// it lacks, these follow in a frame each, and then the host answers for the whole.
package enum HostRequest: Hashable, Sendable {
  case hello(version: Int)
  case hasImage(Digest)
  case putImage(Digest)
  case apply(order: String)
  case status
  case events(since: Int, waitMilliseconds: Int)
  case statements(order: String)
  case stop
}

extension HostRequest: WireValue {
  private enum Verb: String, CaseIterable {
    case hello, hasImage, putImage, apply, status, events, statements, stop
  }

  /// The form on the wire.
  package var json: JSON {
    func message(_ verb: Verb, _ members: [String: JSON] = [:]) -> JSON {
      .object(members.merging(["do": .string(verb.rawValue)]) { own, _ in own })
    }
    return switch self {
    case .hello(let version): message(.hello, ["version": .integer(version)])
    case .hasImage(let digest): message(.hasImage, ["digest": .string(digest.description)])
    case .putImage(let digest): message(.putImage, ["digest": .string(digest.description)])
    case .apply(let order): message(.apply, ["order": .string(order)])
    case .status: message(.status)
    case .events(let since, let wait):
      message(.events, ["since": .integer(since), "waitMilliseconds": .integer(wait)])
    case .statements(let order): message(.statements, ["order": .string(order)])
    case .stop: message(.stop)
    }
  }

  /// Reads the form on the wire.
  package init(_ reader: WireReader) throws(HostLinkError) {
    switch try reader.choice("do", Verb.self) {
    case .hello: self = .hello(version: try reader.integer("version"))
    case .hasImage: self = .hasImage(try reader.digest("digest"))
    case .putImage: self = .putImage(try reader.digest("digest"))
    case .apply: self = .apply(order: try reader.string("order"))
    case .status: self = .status
    case .events:
      self = .events(
        since: try reader.integer("since"),
        waitMilliseconds: try reader.integer(
          "waitMilliseconds", in: 0...HostLinkLimits.waitMillisecondsMax))
    case .statements: self = .statements(order: try reader.string("order"))
    case .stop: self = .stop
    }
  }
}
