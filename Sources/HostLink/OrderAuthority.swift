import Attestation
package import Keys

/// In whose name a controller gives orders, and on what ground.
package struct OrderAuthority: Sendable {
  /// The controller's key.
  package let key: SigningKey
  /// The term of its lease; 0 where there is none.
  package let term: Int
  /// How many lines the ledger has.
  package let position: Int
  /// The public keys that policy names for controllers.
  package let controllers: [String]

  /// Makes an authority; only its own key is named unless others are given.
  package init(
    key: SigningKey, term: Int = 0, position: Int = 0, controllers: [String]? = nil
  ) {
    self.key = key
    self.term = term
    self.position = position
    self.controllers = controllers ?? [key.publicKey.line]
  }
}
