package import Attestation
import Keys
package import Vocabulary

/// A wish in a controller's signed words: for one host, one connection, one state of the ledger.
package struct HostOrder: Hashable, Sendable {
  private static let predicateType = "https://merlon.dev/attestation/order/v1"

  /// Whom it is for.
  package let host: HostName
  /// What is wanted there.
  package let desired: DesiredState
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
  /// What was signed; says nothing about whether the signature is good.
  package let envelope: Envelope

  /// The order as the one line that its signature is in.
  package var line: String { envelope.line }

  /// Signs a wish.
  package init(
    _ desired: DesiredState, for host: HostName, challenge: String, number: Int,
    by authority: OrderAuthority
  ) throws(HostLinkError) {
    let content = desired.json
    let statement = Statement(
      subjects: [
        ResourceDescriptor(
          name: "desired/\(desired.fleet)", digest: ["sha256": Digest.sha256(content.canonical).hex]
        )
      ],
      predicateType: Self.predicateType,
      predicate: [
        "host": .string(host.text), "desired": content, "challenge": .string(challenge),
        "number": .integer(number), "term": .integer(authority.term),
        "position": .integer(authority.position),
        "controllers": .array(authority.controllers.map { .string($0) }),
      ])
    let envelope: Envelope
    do throws(KeyError) { envelope = try authority.key.envelope(of: statement) } catch {
      throw HostLinkError(.system, error.description)
    }
    try self.init(envelope, statement)
  }

  /// Reads an order.
  package init(line: String) throws(HostLinkError) {
    do {
      let envelope = try Envelope(parsing: line)
      try self.init(envelope, try envelope.statement())
    } catch let error as AttestationError {
      throw HostLinkError(.malformed, error.description)
    } catch let error as HostLinkError {
      throw error
    } catch {
      preconditionFailure("no other error is thrown above: \(error)")
    }
  }

  private init(_ envelope: Envelope, _ statement: Statement) throws(HostLinkError) {
    guard statement.predicateType == Self.predicateType else {
      throw HostLinkError(.malformed, "what was signed is no order")
    }
    let reader = try WireReader(.object(statement.predicate))
    host = try reader.name("host")
    desired = try reader.value("desired")
    challenge = try reader.string("challenge")
    number = try reader.integer("number", in: 1...Int.max)
    term = try reader.integer("term")
    position = try reader.integer("position")
    controllers = try reader.strings("controllers", atMost: HostLinkLimits.controllersMax)
    self.envelope = envelope
  }
}
