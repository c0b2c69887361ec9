import Attestation
import Ledger
import Planning
import Toolchains
import Vocabulary

/// A plan on its way into force.
struct Work {
  /// Images of a fleet that is small enough to name those that are kept.
  private static let listedMax = 16

  let revision: Revision
  let plan: FleetPlan
  /// Why images may differ from what is in force.
  let reasons: [ImageName: [Reason]]
  /// The changes against what is in force.
  private(set) var changes: [PlanChange] = []
  /// What will be in force.
  var images: [ImageName: ImageInForce] = [:]
  /// What was built, or found in the store, for it.
  var built: [(image: BuiltImage, planned: PlannedImage)] = []
  /// What was built and has not what a requirement asks for.
  var refused: [(image: BuiltImage, planned: PlannedImage, problems: [Diagnostic])] = []
  /// The images whose instances are waited for.
  var affected: Set<ImageName> = []

  /// Starts with a step; `former` is work whose step came before and that is not in force yet.
  init(_ step: PlanStep, of revision: Revision, after former: Work? = nil) {
    self.revision = revision
    plan = step.plan
    reasons = (former?.reasons ?? [:]).merging(step.reasons) { older, newer in
      older + newer.filter { !older.contains($0) }
    }
  }

  /// The images that may differ, in order.
  var names: [ImageName] { reasons.keys.sorted() }

  /// Finds what differs from the plan in force.
  mutating func compare(with old: FleetPlan?) {
    changes = names.map { PlanComparison.change($0, from: old?[$0], to: plan[$0]) }
      .filter { $0.kind != .kept }
    affected.formUnion(changes.map(\.image))
  }

  /// What it weakens, compared with the plan in force.
  func callouts(since old: FleetPlan?) -> [Callout] {
    guard old != nil else { return [] }
    return Callout.callouts(in: PlanReview(from: old, to: plan, affected: names))
  }

  /// What is told of it.
  func news(isByClock: Bool) -> PlanNews {
    let changed = Set(changes.map(\.image))
    let removed = changes.count { $0.kind == .removed }
    return PlanNews(
      head: revision.head, isByClock: isByClock, changes: changes, reasons: reasons,
      keptCount: plan.count - (changes.count - removed),
      kept: plan.count <= Self.listedMax ? plan.names.filter { !changed.contains($0) } : [],
      warnings: plan.warnings)
  }

  /// What will be in force.
  var inForce: Reconciler.InForce {
    Reconciler.InForce(revision: revision, plan: plan, images: images, affected: affected)
  }

  /// Why the commit passed, in one sentence.
  var reason: String {
    guard !changes.isEmpty else {
      return "no image affected: nothing that an image is made of changed"
    }
    var parts = changes.prefix(Limits.imagesToldMax).map { change in
      let why = Spelling.list((reasons[change.image] ?? []).map(\.description))
      return "\(change.image) \(change.kind.rawValue) (\(why))"
    }
    let rest = changes.count - parts.count
    if rest > 0 { parts.append("and \(rest) more") }
    return parts.joined(separator: "; ")
  }

  /// Checks an image that was built against its requirements, and keeps what is wrong with it.
  mutating func checkBounds(
    of image: BuiltImage, _ planned: PlannedImage
  ) throws(BuildFailure) {
    do throws(BuildFailure) { try image.checkBounds(of: planned) } catch {
      if case .rejected(let rejection) = error {
        refused.append((image, planned, rejection.diagnostics))
      }
      throw error
    }
  }

  /// The ledger's lines of what was built, and of what each image was found to be.
  func builds(
    recordedBy records: Records, onlyCompiled: Bool
  ) -> [LedgerEntry] {
    built.filter { !onlyCompiled || $0.image.compiled != nil }.flatMap {
      [
        records.build($0.image, of: $0.planned, from: revision),
        records.verdict(
          on: $0.image, of: $0.planned, from: revision.commit, at: $0.image.finishedOn),
      ]
    }
  }

  /// The ledger's lines of the images that were refused after they were built.
  func refusals(recordedBy records: Records) -> [LedgerEntry] {
    refused.map {
      records.verdict(
        on: $0.image, of: $0.planned, from: revision.commit, problems: $0.problems,
        at: $0.image.finishedOn)
    }
  }
}
