import Attestation
import Trust
import Vocabulary

extension StandingOrders {
  /// Takes those in that a judge lets stand, and returns the others with what is wrong with them.
  ///
  /// - Parameter file: Where an image stands in the policy in force.
  mutating func take(
    _ given: [GivenOrder], judgedBy judge: OrderJudge, file: (ImageName) -> String?
  ) -> [(order: StandingOrder, objection: String)] {
    given.compactMap { given in
      let order = given.order
      let objection = judge.objection(
        to: order, onImageIn: order.image.flatMap(file), recordedAt: given.recorded)
      if let objection { return (order, objection) }
      take(order)
      return nil
    }
  }
}
