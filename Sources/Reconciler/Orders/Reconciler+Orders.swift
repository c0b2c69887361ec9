import Attestation
import GitStore
import Ledger
import Planning
import Policy
import Trust
import Vocabulary

/// Orders that stand beside policy, and what keeps a commit from doing harm.
extension Reconciler {
  /// The full name of the ledger's reference, which orders come by.
  var ledgerReference: String { LedgerReference.controller.name }

  /// Follows the orders that were given by who may give them; records once why it does not follow
  /// another one.
  func takeOrders(
    _ given: [GivenOrder], judgedBy judges: [OrderJudge], _ writer: Writer
  ) throws(ReconcileError) {
    let policy = inForce?.revision.snapshot.policy
    orders = StandingOrders()
    let refused = orders.take(given, judgedBy: judges) { policy?.image($0)?.location.file }
    // Without a policy nothing is known of whose images they are.
    for (order, objection) in policy == nil ? [] : refused {
      let entry = records.refusal(of: order, because: objection)
      guard try !isRecorded(entry, writer) else { continue }
      tell(.orderRefused(order, objection))
      try append([entry], writer)
    }
  }

  /// Whether an entry of that name is on its commit.
  func isRecorded(_ entry: LedgerEntry, _ writer: Writer) throws(ReconcileError) -> Bool {
    do throws(LedgerError) {
      return try writer.ledger.contains(key: entry.key ?? "", on: entry.about)
    } catch { throw .ledger(error) }
  }

  /// The newest notes commit.
  func ledgerTip() throws(ReconcileError) -> CommitID? {
    let name = ledgerReference
    return try git { repository throws(GitError) in try repository.reference(name) }
  }

  /// Knows a notes commit of its own, unless somebody wrote another before it: what that one says
  /// is still to be read.
  func noteOwn(_ commit: CommitID) {
    let before = known[ledgerReference] ?? nil
    let parent = try? git { repository throws(GitError) in
      try repository.commit(commit).parents.first
    }
    if parent == .some(before) { known[ledgerReference] = commit }
  }

  /// The orders that still stand when `work` comes into force, as lines on its commit.
  func carryOrders(to work: Work) -> [LedgerEntry] {
    guard inForce?.revision.commit != work.revision.commit else { return [] }
    let carried = orders.carried(
      to: work.revision.commit, changing: Set(work.changes.map(\.image)), at: configuration.now())
    orders = StandingOrders()
    for order in carried { orders.take(order) }
    return carried.map(records.order)
  }

  /// Versions that were given up, so that they are not tried again.
  func quarantines(of result: RolloutResult, _ revision: CommitID) -> [StandingOrder] {
    result.givenUp.sorted { $0.key < $1.key }.compactMap { image, given in
      tell(.gaveUp(image, reason: given.reason, isRolledBack: given.isRolledBack))
      guard orders.refusal(of: given.digest, for: image) == nil else { return nil }
      return StandingOrder(
        .quarantined, of: image, revision: revision, actor: "merlon", reason: given.reason,
        time: .now, digest: given.digest)
    }
  }

  /// What runs in place of an image: that of an older commit, if somebody asked for it.
  ///
  /// - Returns: `isHeld` if that cannot be had: what runs is left as it is.
  func undone(
    _ name: ImageName, _ image: ImageInForce, _ revision: CommitID
  ) async -> (image: ImageInForce, revision: CommitID, isHeld: Bool) {
    guard let target = orders.undo(of: name) else { return (image, revision, false) }
    if let known = undone[target]?[name] { return (known, target, false) }
    guard let reading = try? await read(target, after: nil),
      let planned = plan(reading, after: nil)?.plan[name],
      let built = try? await builder.build(planned, of: reading.revision)
    else {
      tell(.cannotUndo(name, target))
      return (image, revision, true)
    }
    undoneSources[target] = Self.sources(of: reading.revision)
    let older = ImageInForce(built, as: planned)
    undone[target, default: [:]][name] = older
    return (older, target, false)
  }

  /// Why a commit stops more of the fleet than it may; `nil` if it does not.
  func objection(to work: Work) -> Diagnostic? {
    guard let inForce else { return nil }
    let changed = work.changes.map { change in
      (
        old: inForce.images[change.image]?.deployment.hosts.count ?? 0,
        new: work.plan[change.image]?.hosts.count ?? 0
      )
    }
    let stopped = changed.reduce(0) { $0 + $1.old - $1.new }
    guard stopped > 1 else { return nil }
    let count = inForce.images.values.reduce(0) { $0 + $1.deployment.hosts.count }
    return StopGuard.objection(
      to: work.revision.snapshot.policy.fleet, stopping: stopped, of: count)
  }
}
