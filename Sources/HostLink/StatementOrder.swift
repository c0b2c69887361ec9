package import Attestation
package import Vocabulary

/// A question for the lines that a host has signed, in a controller's signed words: what the host
/// gives away gets its final numbers, and what is safe elsewhere it forgets, so only who acts on the
/// fleet may ask.
package struct StatementOrder: Hashable, Sendable {
  private static let predicateType = "https://merlon.dev/attestation/statement-question/v1"
  private static let member = "after"

  /// To whom, and on what ground.
  package let head: OrderHead
  /// What is asked.
  package let question: StatementQuestion
  /// What was signed; says nothing about whether the signature is good.
  package let envelope: Envelope

  /// The question as the one line that its signature is in.
  package var line: String { envelope.line }

  /// Signs a question.
  package init(
    _ question: StatementQuestion, for host: HostName, challenge: String, number: Int,
    by authority: OrderAuthority
  ) throws(HostLinkError) {
    head = OrderHead(for: host, challenge: challenge, number: number, by: authority)
    self.question = question
    envelope = try head.sealing(
      question.json, named: Self.member, of: question.fleet, as: Self.predicateType,
      signedBy: authority.key)
  }

  /// Reads a question.
  package init(line: String) throws(HostLinkError) {
    let members: WireReader
    (envelope, head, members) = try OrderHead.open(line, as: Self.predicateType)
    question = try members.value(Self.member)
  }
}
