package import Vocabulary

/// What a host answers.
package enum HostReply: Hashable, Sendable {
  case done
  case greeting(HostGreeting)
  case present(Bool)
  case lacking([Int])
  case status([InstanceStatus])
  case events([HostEvent])
  case statements([String])
  case refused(HostLinkError)
}

extension HostReply: WireValue {
  private enum Kind: String, CaseIterable {
    case done, greeting, present, lacking, status, events, statements, refused
  }

  /// The form on the wire.
  package var json: JSON {
    func message(_ kind: Kind, _ members: [String: JSON] = [:]) -> JSON {
      .object(members.merging(["is": .string(kind.rawValue)]) { own, _ in own })
    }
    return switch self {
    case .done: message(.done)
    case .greeting(let greeting): message(.greeting, ["greeting": greeting.json])
    case .present(let present): message(.present, ["present": .boolean(present)])
    case .lacking(let chunks):
      message(.lacking, ["chunks": .array(chunks.map { .integer($0) })])
    case .status(let rows): message(.status, ["instances": .array(rows.map(\.json))])
    case .events(let events): message(.events, ["events": .array(events.map(\.json))])
    case .statements(let lines):
      message(.statements, ["lines": .array(lines.map { .string($0) })])
    case .refused(let error):
      message(
        .refused, ["code": .string(error.code.rawValue), "reason": .string(error.detail)])
    }
  }

  /// Reads the form on the wire.
  package init(_ reader: WireReader) throws(HostLinkError) {
    switch try reader.choice("is", Kind.self) {
    case .done: self = .done
    case .greeting: self = .greeting(try reader.value("greeting"))
    case .present: self = .present(try reader.boolean("present"))
    case .lacking:
      self = .lacking(
        try reader.integers("chunks", atMost: HostLinkLimits.imageBytesMax / ContentChunks.bytesMin)
      )
    case .status:
      self = .status(try reader.values("instances", atMost: 4 * HostLinkLimits.instancesMax))
    case .events: self = .events(try reader.values("events", atMost: HostLinkLimits.eventsMax))
    case .statements:
      self = .statements(try reader.strings("lines", atMost: HostLinkLimits.statementsMax))
    case .refused:
      self = .refused(HostLinkError(try reader.choice("code"), try reader.string("reason")))
    }
  }
}
