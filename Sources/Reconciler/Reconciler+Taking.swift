import Attestation
import GitStore
import Ledger
import Planning
import Policy
import Vocabulary

/// New commits: planned, built, recorded.
extension Reconciler {
  private struct Candidate {
    let revision: Revision
    let plan: FleetPlan
  }

  /// Takes up where an earlier process stopped.
  func resume(_ history: VerdictHistory, _ writer: Writer) async throws(ReconcileError) {
    guard inForce == nil, let good = history.good, let revision = try read(good.commit),
      let plan = plan(revision, after: nil)
    else { return }
    if let before = history.before, let former = try read(before) {
      formerHosts = former.snapshot.policy.hosts
    }
    let built: [ImageName: BuiltImage]
    do throws(BuildFailure) { built = try await build(plan, of: revision) } catch {
      throw .build(error)
    }
    inForce = InForce(revision: revision, plan: plan, built: built, affected: good.affected)
    // A commit that was superseded, and is the head after all, is built only now.
    let entries = plan.images.sorted { $0.key < $1.key }.compactMap { name, planned in
      built[name].flatMap { image in
        image.compiled.map { _ in
          records.build(image, of: planned, from: revision, by: builder.identity)
        }
      }
    }
    try append(entries, writer)
  }

  /// Judges every commit of `pending`, oldest first, and puts the newest one that can be built
  /// into force.
  func take(
    _ pending: [CommitID], _ writer: Writer
  ) async throws(ReconcileError) {
    var candidates: [Candidate] = []
    var verdicts: [CommitID: [LedgerEntry]] = [:]
    for commit in pending {
      guard let revision = try read(commit, noting: &verdicts) else { continue }
      let previous = candidates.last?.plan ?? inForce?.plan
      if let plan = plan(revision, after: previous, noting: &verdicts) {
        candidates.append(Candidate(revision: revision, plan: plan))
      }
    }
    let (oldInForce, oldHosts) = (inForce, formerHosts)
    while let candidate = candidates.popLast() {
      let affected = try await force(candidate.revision, candidate.plan, noting: &verdicts)
      guard affected else { continue }
      for older in candidates { supersede(older.revision, by: candidate.revision, &verdicts) }
      break
    }
    do throws(ReconcileError) {
      try append(pending.flatMap { verdicts[$0] ?? [] }, writer)
    } catch {
      // Nothing is in force before it is recorded; the next pass judges these commits again.
      (inForce, formerHosts) = (oldInForce, oldHosts)
      throw error
    }
  }

  /// Builds a plan and puts it into force; returns `false` if it was refused.
  private func force(
    _ revision: Revision, _ plan: FleetPlan, noting verdicts: inout [CommitID: [LedgerEntry]]
  ) async throws(ReconcileError) -> Bool {
    let changes = PlanComparison.changes(from: inForce?.plan, to: plan)
    tell(.planned(revision.head, changes, plan.regenerated, plan.warnings))
    let built: [ImageName: BuiltImage]
    do throws(BuildFailure) {
      built = try await build(plan, of: revision)
    } catch {
      guard let diagnostics = error.diagnostics(for: SourceLocation(file: "merlon.yaml")) else {
        throw .build(error)
      }
      refuse(revision.head, diagnostics, &verdicts)
      return false
    }
    let affected = changes.filter { $0.kind != .kept }.map(\.image)
    let verdict = records.verdict(
      .passed, on: revision.commit, Self.reason(for: changes, plan), images: affected, at: .now)
    let builds = changes.filter { $0.kind == .rebuilt || $0.kind == .added }.compactMap { change in
      plan.images[change.image].flatMap { planned in
        built[change.image].map {
          records.build($0, of: planned, from: revision, by: builder.identity)
        }
      }
    }
    verdicts[revision.commit] = [verdict] + builds
    if let old = inForce {
      // One that was not reached since an earlier commit still has to be emptied.
      formerHosts.merge(old.revision.snapshot.policy.hosts) { _, newer in newer }
    }
    inForce = InForce(
      revision: revision, plan: plan, built: built, affected: Set(affected))
    return true
  }

  /// Builds what differs from what is in force, and takes the rest over.
  private func build(
    _ plan: FleetPlan, of revision: Revision
  ) async throws(BuildFailure) -> [ImageName: BuiltImage] {
    var built: [ImageName: BuiltImage] = [:]
    for (name, planned) in plan.images.sorted(by: { $0.key < $1.key }) {
      if let known = inForce?.built[name],
        inForce?.plan.images[name]?.blueprint == planned.blueprint
      {
        built[name] = known
      } else {
        let image = try await builder.build(planned, of: revision)
        built[name] = image
        // After a restart everything is found in the store: nothing to tell.
        if inForce != nil || image.compiled != nil { tell(.built(image)) }
      }
    }
    return built
  }

  /// Why a commit passed, in one sentence.
  static func reason(for changes: [PlanChange], _ plan: FleetPlan) -> String {
    let affected = changes.filter { $0.kind != .kept }
    guard !affected.isEmpty else {
      return "no image affected: nothing that an image is made of changed"
    }
    var parts = affected.prefix(Limits.imagesToldMax).map { change in
      let reasons = plan.regenerated[change.image] ?? []
      let why = reasons.isEmpty ? "" : " (\(Spelling.list(reasons.map(\.description))))"
      return "\(change.image) \(change.kind.rawValue)\(why)"
    }
    let rest = affected.count - parts.count
    if rest > 0 { parts.append("and \(rest) more") }
    return parts.joined(separator: "; ")
  }
}

// MARK: - Reading and judging

extension Reconciler {
  /// Reads a commit, or notes why it is refused.
  private func read(
    _ commit: CommitID, noting verdicts: inout [CommitID: [LedgerEntry]]
  ) throws(ReconcileError) -> Revision? {
    do throws(ReadError) {
      return try reader.revision(commit)
    } catch {
      switch error {
      case .git(let error): throw .git(error)
      case .rejected(let rejection):
        let subject = try git { repository throws(GitError) in
          try repository.commit(commit).subject
        }
        let head = Revision.Head(commit: commit, subject: subject)
        refuse(head, rejection.diagnostics, &verdicts)
        return nil
      }
    }
  }

  private func plan(
    _ revision: Revision, after previous: FleetPlan?,
    noting verdicts: inout [CommitID: [LedgerEntry]]
  ) -> FleetPlan? {
    do throws(Rejection) {
      return try Planner.plan(revision.snapshot, after: previous)
    } catch {
      refuse(revision.head, error.diagnostics, &verdicts)
      return nil
    }
  }

  /// Reads a commit that was judged before; `nil` if this release would refuse it.
  private func read(_ commit: CommitID) throws(ReconcileError) -> Revision? {
    var verdicts: [CommitID: [LedgerEntry]] = [:]
    return try read(commit, noting: &verdicts)
  }

  private func plan(_ revision: Revision, after previous: FleetPlan?) -> FleetPlan? {
    var verdicts: [CommitID: [LedgerEntry]] = [:]
    return plan(revision, after: previous, noting: &verdicts)
  }

  private func refuse(
    _ head: Revision.Head, _ diagnostics: [Diagnostic],
    _ verdicts: inout [CommitID: [LedgerEntry]]
  ) {
    tell(.refused(head, diagnostics))
    let count = diagnostics.count
    let reason = "refused: \(count) \(count == 1 ? "error" : "errors")"
    verdicts[head.commit] = [
      records.verdict(.failed, on: head.commit, reason, diagnostics: diagnostics, at: .now)
    ]
  }

  private func supersede(
    _ old: Revision, by new: Revision, _ verdicts: inout [CommitID: [LedgerEntry]]
  ) {
    tell(.superseded(old.head, by: new.commit))
    let reason = "superseded by \(new.commit.short) before its images were built"
    verdicts[old.commit] = [
      records.verdict(.passed, on: old.commit, reason, supersededBy: new.commit, at: .now)
    ]
  }
}
