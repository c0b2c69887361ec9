package import Vocabulary

/// An order in the very bytes that a person signed, and the signature: an SSH one, as of commits.
///
/// The line of the ledger around it is the controller's word that it was given, and says the same;
/// on the commits that follow it is carried as it is.
package struct SignedOrder: Hashable, Sendable {
  /// What was signed: the JSON of the order's statement, which nobody takes for a commit.
  package let bytes: [UInt8]
  /// The signature in its armour.
  package let armour: String

  /// Puts both together; says nothing about whether the signature fits.
  package init(bytes: [UInt8], armour: String) {
    self.bytes = bytes
    self.armour = armour
  }

  /// What a person signs to give an order.
  package static func bytes(of order: StandingOrder) -> [UInt8] {
    order.unsigned.statement.json.canonicalBytes
  }

  /// The order that was signed; `nil` if it was something else.
  package var order: StandingOrder? {
    (try? Statement(parsing: JSON.parse(bytes))).flatMap { StandingOrder($0) }
  }

  /// The form in a statement's details.
  package var json: JSON {
    .object(["statement": .string(Base64.encode(bytes)), "signature": .string(armour)])
  }

  /// Reads that form; `nil` if it is another one.
  package init?(_ json: JSON) {
    guard let bytes = json["statement"]?.string.flatMap({ Base64.decode($0) }),
      let armour = json["signature"]?.string
    else { return nil }
    self.init(bytes: bytes, armour: armour)
  }
}

extension StandingOrder {
  /// Tells whether the order says what its person signed, on that commit or carried to another one.
  package var isAsSigned: Bool {
    signed?.order.map { $0.unsigned.carried(to: revision) == unsigned } ?? false
  }
}
