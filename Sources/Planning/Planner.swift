import HashTreeCollections
import Policy
import Unikernel
package import Vocabulary

/// Runs Algorithm 1 for the images that a commit, or the clock, can affect, and takes the others
/// over.
package enum Planner {
  /// Plans a commit from nothing.
  ///
  /// - Parameter good: When this release found the plan of this snapshot to be good, if it did:
  ///   then only what the clock changed since is generated to see whether it can be.
  /// - Throws: `Rejection` with everything that is wrong with any image.
  /// - Complexity: O(documents), Algorithm 1 for each image.
  package static func plan(
    _ snapshot: Snapshot, at time: Instant, knownGoodAt good: Instant? = nil
  ) throws(Rejection) -> PlanStep {
    let names = snapshot.policy.imageNames
    let first = try step(
      to: FleetPlan(snapshot, at: good ?? time, after: nil), for: names, after: nil,
      isKnownGood: good != nil)
    guard good != nil else { return first }
    let now = try plan(snapshot, changedBy: SnapshotChange(), since: first.plan, at: time)
    return PlanStep(old: nil, plan: now.plan, reasons: first.reasons)
  }

  /// Plans a commit that differs by `change` from the one of `old`, or the same one later.
  ///
  /// For every history, the plan equals the one made from nothing. Time does not go back: a clock
  /// that was set back counts as standing still.
  /// - Throws: As `plan` does.
  /// - Complexity: O(change + affected images), Algorithm 1 for the affected images.
  package static func plan(
    _ snapshot: Snapshot, changedBy change: SnapshotChange, since old: FleetPlan, at time: Instant
  ) throws(Rejection) -> PlanStep {
    let time = max(time, old.time)
    var names = AffectedImages.names(of: change, from: old.snapshot, to: snapshot)
    let due = old.calendar.due(at: time)
    for key in due { names.formUnion(snapshot.images(dependingOn: key)) }
    var plan = FleetPlan(snapshot, at: time, after: old)
    for key in due + change.policy.removed + change.policy.added.map(\.key) {
      plan.calendar.set(
        snapshot.policy.document(key).flatMap(plan.generator.nextChange), for: key)
    }
    return try step(to: plan, for: Array(names), after: old, isKnownGood: false)
  }

  private static func step(
    to new: FleetPlan, for names: [ImageName], after old: FleetPlan?, isKnownGood: Bool
  ) throws(Rejection) -> PlanStep {
    var plan = new
    var reasons: [ImageName: [Reason]] = [:]
    var problems: [Diagnostic] = []
    var running: [PortTable.Claim] = []
    var pairs: [ImageName: PlanStep.Pair] = [:]
    for name in names {
      let document = plan.snapshot.policy.image(name)
      let isActive = document.map(plan.generator.isActive) == true
      if document != nil, !isActive { plan.dormant.insert(name) } else { plan.dormant.remove(name) }
      let hosts = document.map(plan.snapshot.policy.hosts) ?? []
      let claim =
        isActive ? document.map { PortTable.Claim($0, on: hosts, in: plan.snapshot.policy) } : nil
      let claimed = old?.claim(of: name)
      if claim?.slots != claimed?.slots {
        if let claimed { plan.ports.remove(claimed) }
        if let claim { running.append(claim) }
      }
      plan.shortages[name] = document.flatMap { Placement.shortage(of: $0, on: hosts) }
      plan.unreachable[name] = document.flatMap {
        Placement.unreachable($0, on: hosts, in: plan.snapshot.policy)
      }
      do throws(Rejection) {
        let now =
          isKnownGood
          ? nil
          : try document.map { document throws(Rejection) in
            try plan.generator.generate(document)
          }
        let pair = PlanStep.Pair(old: old?[name], new: isActive ? now : nil)
        let found = ChangeReasons.reasons(from: pair.old, to: pair.new)
        if old == nil { reasons[name] = [.isNew] } else if !found.isEmpty { reasons[name] = found }
        if old != nil, names.count <= PlanStep.pairsMax { pairs[name] = pair }
      } catch {
        problems += error.diagnostics
      }
    }
    problems += plan.ports.insert(running) { plan.snapshot.policy.image($0) }
    guard problems.isEmpty else { throw Rejection(problems) }
    if old == nil { plan.fillCalendar() }
    return PlanStep(old: old, plan: plan, reasons: reasons, pairs: pairs)
  }
}

extension FleetPlan {
  /// The ports that an image claims; `nil` when nothing of that name runs now.
  fileprivate func claim(of name: ImageName) -> PortTable.Claim? {
    guard let image = snapshot.policy.image(name), !dormant.contains(name) else { return nil }
    return PortTable.Claim(image, on: snapshot.policy.hosts(for: image), in: snapshot.policy)
  }

  /// Notes the boundaries of all documents.
  fileprivate mutating func fillCalendar() {
    var calendar = calendar
    snapshot.policy.forEachDocument { document in
      calendar.set(generator.nextChange(of: document), for: document.key)
    }
    self.calendar = calendar
  }
}
