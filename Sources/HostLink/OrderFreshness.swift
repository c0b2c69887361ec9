import Keys
import Vocabulary

/// Tells the orders of one connection from those that somebody has kept of another one.
struct OrderFreshness {
  /// A word that nobody can foresee.
  let challenge = Hex.encode(RandomBytes.make(16))
  private var last = 0

  /// Takes each order of this connection once, in its turn.
  mutating func check(_ order: OrderHead) throws(HostLinkError) {
    guard order.challenge == challenge, order.number > last else {
      throw HostLinkError(
        .refused, "the order was made for another connection, or was given before")
    }
    last = order.number
  }
}
