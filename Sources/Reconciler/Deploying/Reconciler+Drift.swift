import HostLink
import Ledger
import Rollout
import Vocabulary

/// What hosts do otherwise than they were told: found within the interval, recorded, put right.
extension Reconciler {
  /// Whether a host does something else than it was told; records what is found, and what hosts
  /// have signed meanwhile.
  func hasDrifted() async -> Bool {
    guard let inForce, configuration.mayAct() else { return false }
    let request = await request(for: inForce)
    let found = await DriftCheck.run(request)
    for (host, drifts) in Dictionary(grouping: found.drifts, by: \.host)
      .sorted(by: { $0.key < $1.key })
    {
      tell(.drifted(host, drifts.map(\.sentence)))
    }
    for host in found.silent { tell(.drifted(host, ["it does not answer"])) }
    let known = Set(drifts.map { [$0.host.text, $0.desired.name.text] })
    let new = found.drifts.filter { !known.contains([$0.host.text, $0.desired.name.text]) }
    drifts += new
    // What cannot be recorded now waits: statements on the hosts, drift for its repair.
    if let writer = try? Writer(
      of: configuration.key, in: inForce.revision.commit,
      repositoryAt: configuration.repositoryPath)
    {
      try? append(new.map { records.drift($0) }, writer)
      try? await collect(request, besides: Set(found.silent), writer)
    }
    return !found.isEmpty
  }

  /// Records what was put right, by this rollout or by itself, and forgets what nobody wants any
  /// more.
  func settleDrifts(
    _ result: RolloutResult, of request: RolloutRequest, _ writer: Writer
  ) throws(ReconcileError) {
    drifts.removeAll { $0.isWanted && !request.wants($0.desired.image, on: $0.host) }
    guard !drifts.isEmpty else { return }
    let repaired = drifts.filter { drift in
      guard result.unreachable[drift.host] == nil else { return false }
      guard drift.isWanted else { return !result.isSuperseded }
      return result.enforced.contains(Seat(drift.desired.image, on: drift.host))
    }
    guard !repaired.isEmpty else { return }
    let now = Instant.now
    try append(
      repaired.flatMap { [records.drift($0), records.drift($0, repairedAt: now)] }, writer)
    drifts.removeAll { repaired.contains($0) }
  }
}
