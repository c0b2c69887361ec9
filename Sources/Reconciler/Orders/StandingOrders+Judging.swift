import Attestation
import GitStore
import Trust
import Vocabulary

extension StandingOrders {
  /// Takes those in that all judges let stand, and returns the others with what is wrong with them.
  ///
  /// - Parameter file: Where an image stands in the policy in force.
  mutating func take(
    _ given: [GivenOrder], judgedBy judges: [OrderJudge], file: (ImageName) -> String?
  ) -> [(order: StandingOrder, objection: String)] {
    given.compactMap { given in
      let order = given.order
      let objection = judges.objection(
        to: order, onImageIn: order.image.flatMap(file), recordedAt: given.recorded)
      if let objection { return (order, objection) }
      take(order)
      return nil
    }
  }
}

extension OrderJudge {
  /// Who judges orders: the newest trusted commit of the policy, and the one in force.
  ///
  /// As of the latter auditors verify them: a key that was taken out gives no orders, nor one that has
  /// yet to come.
  static func judges(
    head: TrustedCommit, inForce: CommitID?, _ repository: borrowing Repository
  ) throws(GitError) -> [OrderJudge] {
    guard let inForce, inForce != head.id else { return [OrderJudge(head)] }
    return [OrderJudge(head), OrderJudge(try TrustedCommit(anchor: inForce, in: repository))]
  }
}

extension [OrderJudge] {
  /// What keeps an order from being followed; `nil` if none of them knows anything.
  func objection(
    to order: StandingOrder, onImageIn file: String?, recordedAt recorded: Instant
  ) -> String? {
    lazy.compactMap { $0.objection(to: order, onImageIn: file, recordedAt: recorded) }.first
  }
}
