package import Attestation
package import Vocabulary

/// A wish in a controller's signed words: for one host, one connection, one state of the ledger.
package struct HostOrder: Hashable, Sendable {
  private static let predicateType = "https://merlon.dev/attestation/order/v1"
  private static let member = "desired"

  /// To whom, and on what ground.
  package let head: OrderHead
  /// What is wanted there.
  package let desired: DesiredState
  /// What was signed; says nothing about whether the signature is good.
  package let envelope: Envelope

  /// The order as the one line that its signature is in.
  package var line: String { envelope.line }

  /// Signs a wish.
  package init(
    _ desired: DesiredState, for host: HostName, challenge: String, number: Int,
    by authority: OrderAuthority
  ) throws(HostLinkError) {
    head = OrderHead(for: host, challenge: challenge, number: number, by: authority)
    self.desired = desired
    envelope = try head.sealing(
      desired.json, named: Self.member, of: desired.fleet, as: Self.predicateType,
      signedBy: authority.key)
  }

  /// Reads an order.
  package init(line: String) throws(HostLinkError) {
    let members: WireReader
    (envelope, head, members) = try OrderHead.open(line, as: Self.predicateType)
    desired = try members.value(Self.member)
  }
}
