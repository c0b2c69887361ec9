import Attestation
import GitStore
import Ledger
import Planning
import Policy
import Vocabulary

/// New commits: planned, built, recorded.
extension Reconciler {
  /// Takes up where an earlier process stopped.
  func resume(_ history: VerdictHistory, _ writer: Writer) async throws(ReconcileError) {
    guard inForce == nil, let good = history.good,
      let reading = try await read(good.commit, after: nil), let step = plan(reading, after: nil)
    else { return }
    if let before = history.before, let former = try await former(before) {
      formerHosts = former.snapshot.policy.hosts
      formerSources = Self.sources(of: former)
    }
    var work = Work(step, of: reading.revision)
    work.affected = good.affected
    do throws(BuildFailure) { try await build(&work, isAnnounced: false) } catch {
      throw .build(error)
    }
    // A commit that was superseded, and is the head after all, is built only now.
    try append(work.builds(recordedBy: records, onlyCompiled: true), writer)
    inForce = work.inForce
  }

  /// What was in force before; `nil` if its catalogs are gone: that keeps nobody from going on.
  private func former(_ commit: CommitID) async throws(ReconcileError) -> Revision? {
    do throws(ReconcileError) { return try await read(commit, after: nil)?.revision } catch {
      guard case .catalog = error else { throw error }
      return nil
    }
  }

  /// Judges every commit of `pending`, oldest first, and puts the newest one that can be built
  /// into force.
  ///
  /// - Parameter refused: Those that are not signed as they have to be.
  /// - Returns: Why the newest commit was left for another pass, if it was: a catalog that it pins
  ///   could not be had. An older one is not waited for, or a slip in an address would keep out
  ///   the commit that mends it.
  func take(
    _ pending: [CommitID], refusing refused: [CommitID: [Diagnostic]], _ writer: Writer
  ) async throws(ReconcileError) -> Diagnostic? {
    var missing: Diagnostic?
    var candidates: [Work] = []
    var verdicts: [CommitID: [LedgerEntry]] = [:]
    for commit in pending {
      if let diagnostics = refused[commit] {
        refuse(try head(of: commit), diagnostics, &verdicts)
        continue
      }
      let last = candidates.last
      let base = last.map { ($0.revision, $0.plan) } ?? inForce.map { ($0.revision, $0.plan) }
      do throws(ReconcileError) {
        guard let reading = try await read(commit, after: base?.0, noting: &verdicts),
          let step = plan(reading, after: base?.1, noting: &verdicts)
        else { continue }
        candidates.append(Work(step, of: reading.revision, after: last))
      } catch {
        // An older commit is not waited for: a slip in an address would keep out the commit that
        // mends it.
        guard case .catalog(let diagnostic) = error else { throw error }
        if commit == pending.last {
          missing = diagnostic
        } else {
          refuse(try head(of: commit), [diagnostic], &verdicts)
        }
      }
    }
    let (oldInForce, oldHosts) = (inForce, formerHosts)
    while var candidate = candidates.popLast() {
      guard try await force(&candidate, noting: &verdicts) else { continue }
      for older in candidates { supersede(older.revision, by: candidate.revision, &verdicts) }
      break
    }
    do throws(ReconcileError) {
      // An order that somebody gave while images were built is read before they come into force.
      let seen: CommitID? = known[ledgerReference] ?? nil
      try append(pending.flatMap { verdicts[$0] ?? [] }, writer, ifAt: .some(seen))
    } catch {
      // Nothing is in force before it is recorded; the next pass judges these commits again.
      (inForce, formerHosts) = (oldInForce, oldHosts)
      throw error
    }
    return missing
  }

  /// Lets the clock change what the commit in force wants.
  ///
  /// What is refused starts nothing and is tried again later; an image that is past its validity
  /// is stopped by its host all the same.
  func advance(_ writer: Writer) async throws(ReconcileError) {
    let now = configuration.now()
    guard let current = inForce, let due = nextChange, due <= now else { return }
    let key = Records.clockKey(due)
    var verdicts: [CommitID: [LedgerEntry]] = [:]
    var isDone = false
    let reading = Reading(revision: current.revision, change: SnapshotChange())
    if let step = plan(reading, after: current.plan, noting: &verdicts, key: key) {
      var work = Work(step, of: current.revision)
      work.affected = current.affected
      isDone = try await force(&work, noting: &verdicts, key: key)
    }
    if !isDone { clockPause = Instant(milliseconds: now.milliseconds + 60_000) }
    do throws(ReconcileError) {
      try append(verdicts.values.flatMap(\.self), writer)
    } catch {
      inForce = current
      throw error
    }
  }

  /// When the clock changes something next, or a change that was refused is tried again.
  var nextChange: Instant? {
    inForce?.plan.nextChange.map { [$0, clockPause].compactMap(\.self).max() ?? $0 }
  }

  /// When the clock changes something next, orders included.
  var nextInstant: Instant? {
    [nextChange, orders.nextExpiry(after: configuration.now())].compactMap(\.self).min()
  }

  /// Builds a plan and puts it into force; returns `false` if it was refused.
  ///
  /// - Parameter key: The ledger's key of the verdict.
  private func force(
    _ work: inout Work, noting verdicts: inout [CommitID: [LedgerEntry]],
    key: String = Records.verdictKey
  ) async throws(ReconcileError) -> Bool {
    work.compare(with: inForce?.plan)
    let isByClock = key != Records.verdictKey
    tell(.planned(work.news(isByClock: isByClock)))
    if !isByClock, let objection = objection(to: work) {
      refuse(work.revision.head, [objection], &verdicts, key: key)
      return false
    }
    do throws(BuildFailure) {
      try await build(&work, isAnnounced: true)
    } catch {
      guard let diagnostics = error.diagnostics(for: SourceLocation(file: "merlon.yaml")) else {
        throw .build(error)
      }
      refuse(work.revision.head, diagnostics, &verdicts, key: key)
      verdicts[work.revision.commit, default: []] += work.refusals(recordedBy: records)
      return false
    }
    let verdict = records.verdict(
      .passed, on: work.revision.commit, work.reason, images: work.changes.map(\.image),
      callouts: isByClock ? [] : work.callouts(since: inForce?.plan), key: key, at: .now)
    verdicts[work.revision.commit, default: []] +=
      [verdict] + work.builds(recordedBy: records, onlyCompiled: false)
    if !isByClock { verdicts[work.revision.commit, default: []] += carryOrders(to: work) }
    if let keys = try keyChange(in: work.revision.commit) {
      verdicts[work.revision.commit, default: []].append(keys)
    }
    if let old = inForce {
      // One that was not reached since an earlier commit still has to be emptied.
      formerHosts.merge(old.revision.snapshot.policy.hosts) { _, newer in newer }
      if !isByClock { formerSources = Self.sources(of: old.revision) }
    }
    inForce = work.inForce
    clockPause = nil
    return true
  }

  /// Builds the images that differ from what is in force.
  private func build(_ work: inout Work, isAnnounced: Bool) async throws(BuildFailure) {
    work.images = inForce?.images ?? [:]
    for name in work.names {
      guard let planned = work.plan[name] else {
        work.images[name] = nil
        continue
      }
      if let known = work.images[name]?.built, inForce?.plan[name]?.blueprint == planned.blueprint {
        // The bytes are as before, but what they are held against may not be.
        try work.checkBounds(of: known, planned)
        work.images[name] = ImageInForce(known, as: planned)
        continue
      }
      let built = try await builder.build(planned, of: work.revision)
      try work.checkBounds(of: built, planned)
      work.images[name] = ImageInForce(built, as: planned)
      work.built.append((built, planned))
      if isAnnounced { tell(.built(built)) }
    }
  }
}

// MARK: - Reading and judging

extension Reconciler {
  /// Reads a commit, or notes why it is refused.
  private func read(
    _ commit: CommitID, after base: Revision?, noting verdicts: inout [CommitID: [LedgerEntry]]
  ) async throws(ReconcileError) -> Reading? {
    do throws(ReadError) {
      return try await configuration.catalogs.reading { () throws(ReadError) in
        try reader.revision(commit, after: base)
      }
    } catch {
      switch error {
      case .git(let error): throw .git(error)
      case .unavailable(let diagnostic): throw .catalog(diagnostic)
      case .absent: preconditionFailure("the fetcher leaves no catalog absent")
      case .rejected(let rejection):
        refuse(try head(of: commit), rejection.diagnostics, &verdicts)
        return nil
      }
    }
  }

  func head(of commit: CommitID) throws(ReconcileError) -> Revision.Head {
    let subject = try git { repository throws(GitError) in
      try repository.commit(commit).subject
    }
    return Revision.Head(commit: commit, subject: subject)
  }

  private func plan(
    _ reading: Reading, after old: FleetPlan?,
    noting verdicts: inout [CommitID: [LedgerEntry]], key: String = Records.verdictKey
  ) -> PlanStep? {
    do throws(Rejection) {
      return try reader.plan(reading, since: old, at: configuration.now())
    } catch {
      refuse(reading.revision.head, error.diagnostics, &verdicts, key: key)
      return nil
    }
  }

  /// Reads a commit that was judged before; `nil` if this release would refuse it.
  func read(
    _ commit: CommitID, after base: Revision?
  ) async throws(ReconcileError) -> Reading? {
    var verdicts: [CommitID: [LedgerEntry]] = [:]
    return try await read(commit, after: base, noting: &verdicts)
  }

  func plan(_ reading: Reading, after old: FleetPlan?) -> PlanStep? {
    var verdicts: [CommitID: [LedgerEntry]] = [:]
    return plan(reading, after: old, noting: &verdicts)
  }

  func refuse(
    _ head: Revision.Head, _ diagnostics: [Diagnostic],
    _ verdicts: inout [CommitID: [LedgerEntry]], key: String = Records.verdictKey
  ) {
    tell(.refused(head, diagnostics))
    let count = diagnostics.count
    let reason = "refused: \(count) \(count == 1 ? "error" : "errors")"
    verdicts[head.commit] = [
      records.verdict(
        .failed, on: head.commit, reason, diagnostics: diagnostics, key: key, at: .now)
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
