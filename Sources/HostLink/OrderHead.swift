import Attestation
import Keys
package import Vocabulary

/// What each signed order of a controller says besides what it wants: to whom and on which connection
/// it says so, and on what ground.
package struct OrderHead: Hashable, Sendable {
  /// Whom it is for.
  package let host: HostName
  /// The word that the host gave for this connection: no order of another one is taken.
  package let challenge: String
  /// Which order of its connection this is, from 1.
  package let number: Int
  /// How often the right to act has changed hands: orders of older terms are refused.
  package let term: Int
  /// How many lines the ledger has that the controller acts on: a host never goes back behind that,
  /// and a rollback that somebody wants is a line more.
  package let position: Int
  /// The public keys that policy names for controllers now.
  package let controllers: [String]

  /// Makes the head of an order.
  package init(for host: HostName, challenge: String, number: Int, by authority: OrderAuthority) {
    self.host = host
    self.challenge = challenge
    self.number = number
    term = authority.term
    position = authority.position
    controllers = authority.controllers
  }

  private init(_ reader: WireReader) throws(HostLinkError) {
    host = try reader.name("host")
    challenge = try reader.string("challenge")
    number = try reader.integer("number", in: 1...Int.max)
    term = try reader.integer("term")
    position = try reader.integer("position")
    controllers = try reader.strings("controllers", atMost: HostLinkLimits.controllersMax)
  }
}

// MARK: - Signing and reading

extension OrderHead {
  /// Signs what is wanted of a fleet, under a name, with this head.
  func sealing(
    _ content: JSON, named member: String, of fleet: FleetName, as type: String,
    signedBy key: SigningKey
  ) throws(HostLinkError) -> Envelope {
    let statement = Statement(
      subjects: [
        ResourceDescriptor(
          name: "\(member)/\(fleet)", digest: ["sha256": Digest.sha256(content.canonical).hex])
      ],
      predicateType: type,
      predicate: [
        "host": .string(host.text), member: content, "challenge": .string(challenge),
        "number": .integer(number), "term": .integer(term), "position": .integer(position),
        "controllers": .array(controllers.map { .string($0) }),
      ])
    do throws(KeyError) { return try key.envelope(of: statement) } catch {
      throw HostLinkError(.system, error.description)
    }
  }

  /// Reads a line of a type: its envelope, whose signature is still to be looked at, its head, and
  /// all members.
  static func open(
    _ line: String, as type: String
  ) throws(HostLinkError) -> (envelope: Envelope, head: OrderHead, members: WireReader) {
    let (envelope, statement): (Envelope, Statement)
    do throws(AttestationError) {
      envelope = try Envelope(parsing: line)
      statement = try envelope.statement()
    } catch {
      throw HostLinkError(.malformed, error.description)
    }
    guard statement.predicateType == type else {
      throw HostLinkError(.malformed, "what was signed is no such order")
    }
    let reader = try WireReader(.object(statement.predicate))
    return (envelope, try OrderHead(reader), reader)
  }
}
