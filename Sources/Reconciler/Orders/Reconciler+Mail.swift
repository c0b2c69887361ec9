import Attestation
import GitFetch
import GitStore
import Trust
import Vocabulary

/// Orders that people pushed.
extension Reconciler {
  private var mailPrefix: String {
    configuration.isFollowing ? GitRemote.kept(OrderMail.prefix) : OrderMail.prefix
  }

  /// Whether an order was pushed since the last look.
  func hasMail() -> Bool {
    let prefix = mailPrefix
    let names = try? git { repository throws(GitError) in
      try repository.references(below: prefix)
    }
    return !Set((names ?? [:]).keys).isSubset(of: mail)
  }

  /// Records the orders that people pushed, each once, if somebody who may sign policy signed them in
  /// their own name.
  ///
  /// What else there is is nobody's word, and no line.
  /// - Returns: The orders that are new, for the judge.
  func takeMail(
    judgedBy judges: [OrderJudge], of branch: TrustKeeper.Outcome, inForce: CommitID?,
    _ writer: Writer
  ) throws(ReconcileError) -> [GivenOrder] {
    let prefix = mailPrefix
    let names = try git { repository throws(GitError) in
      try repository.references(below: prefix)
    }
    mail = Set(names.keys)
    let found = try git { repository throws(GitError) in
      names.values.compactMap { id -> StandingOrder? in
        guard let commit = try? repository.commit(id), let order = OrderMail.order(in: commit)
        else { return nil }
        // What it speaks of has to be there.
        let isKnown =
          order.revision == branch.tip
          || (try? repository.isAncestor(order.revision, of: branch.tip)) ?? false
        return isKnown ? order : nil
      }
    }
    var taken: [GivenOrder] = []
    for order in found.sorted(by: { $0.time < $1.time })
    where OrderJudge.isFresh(order, at: configuration.now())
      && judges.allSatisfy({ $0.isSigned(order) })
    {
      let entry = records.order(order)
      let late = records.refusal(
        of: order,
        because:
          "it was given on commit \(order.revision.short), which is not in force; give it again"
      )
      guard try !isRecorded(entry, writer), try !isRecorded(late, writer) else { continue }
      guard order.revision == inForce else {
        try append([late], writer)
        continue
      }
      try append([entry], writer)
      taken.append(GivenOrder(order: order, recorded: configuration.now()))
    }
    return taken
  }
}
