import Disk
import Attestation
import struct Foundation.URL
import GitStore
import HostLink
package import ImageStore
import Ledger
import Planning
import Policy
import Trust
import Vocabulary

/// The loop of Algorithm 1: each new commit of the policy branch is planned, built, recorded and
/// rolled out, and what came of it is recorded too.
///
/// A killed reconciler leaves nothing half done that its successor does not finish: what was
/// decided is in the ledger before it is acted on, every line has a key, and hosts are told the
/// whole wish each time.
package actor Reconciler {
  /// What is in force.
  struct InForce {
    let revision: Revision
    let plan: FleetPlan
    let images: [ImageName: ImageInForce]
    /// The images that it affected.
    var affected: Set<ImageName>
  }

  let configuration: ReconcilerConfiguration
  let builder: ImageBuilder
  let store: ImageStore
  let records: Records
  let tell: @Sendable (ReconcileEvent) -> Void
  var reader: PolicyReader
  var trust: TrustKeeper
  var inForce: InForce?
  /// Hosts of the commit before, which may have to be emptied.
  var formerHosts: [HostName: Host] = [:]
  /// Until when a change by the clock that was refused is not tried again.
  var clockPause: Instant?
  /// The orders that stand beside the policy in force.
  var orders = StandingOrders()
  /// The orders that people pushed, by their references, as they were seen last.
  var mail: Set<String> = []
  /// Images that were built of older commits, because somebody asked for those.
  var undone: [CommitID: [ImageName: ImageInForce]] = [:]
  /// What policy branch and ledger pointed to when they were last looked at.
  var known: [String: CommitID?] = [:]
  /// The repositories of catalogs of what was in force before, and of commits that images went back to.
  var formerSources: [CatalogReference.GitSource] = []
  var undoneSources: [CommitID: [CatalogReference.GitSource]] = [:]
  /// What puts packs together just now.
  var keeping: Task<Void, Never>?
  /// Hosts of whose keys it was told that the policy does not name them.
  var strangers: Set<HostName> = []
  /// What was found to be otherwise than it was told, and is not right again.
  var drifts: [Drift] = []
  private let lock: FileLock

  /// Takes the repository's lock.
  ///
  /// - Parameter tell: Is told what happens, in order.
  package init(
    _ configuration: ReconcilerConfiguration, builder: ImageBuilder, store: ImageStore,
    tell: @escaping @Sendable (ReconcileEvent) -> Void
  ) throws(ReconcileError) {
    lock = try Self.lock(in: configuration.stateFolder)
    self.configuration = configuration
    self.builder = builder
    self.store = store
    self.tell = tell
    let path = URL(filePath: configuration.repositoryPath).standardizedFileURL.path
    records = Records(repository: "git+file://" + path)
    trust = TrustKeeper(in: configuration.stateFolder)
    reader = PolicyReader(
      repositoryAt: configuration.repositoryPath,
      indexAt: PolicyReader.index(in: configuration.stateFolder))
  }

  /// Brings ledger and hosts up to the branch's newest commit.
  ///
  /// - Throws: `ReconcileError` when it cannot run; a refused commit or a failed rollout is an
  ///   outcome, not an error.
  package func pass() async throws(ReconcileError) -> PassOutcome {
    for _ in 1..<Limits.overtakenMax {
      do throws(ReconcileError) { return try await attempt() } catch {
        guard case .ledger(.overtaken) = error else { throw error }
      }
    }
    return try await attempt()
  }

  private func attempt() async throws(ReconcileError) -> PassOutcome {
    keepPacks()
    let started = Instant.now
    let head = try policyHead()
    known = [configuration.policyReference: head, ledgerReference: try ledgerTip()]
    let path = configuration.repositoryPath
    let branch = try follow(to: head)
    let writer = try Writer(of: configuration.key, in: branch.tip, repositoryAt: path)
    var outcome = PassOutcome(head: head)
    let history = try VerdictHistory(through: branch.tip, of: writer.ledger, repositoryAt: path)
    try await resume(history, writer)
    let judges = try git { repository throws(GitError) in
      try OrderJudge.judges(head: branch.trusted, inForce: history.good?.commit, repository)
    }
    let mail = try takeMail(judgedBy: judges, of: branch, inForce: history.good?.commit, writer)
    try takeOrders(history.given + mail, judgedBy: judges, writer)
    var missing: Diagnostic?
    if !history.pending.isEmpty {
      missing = try await take(history.pending, refusing: branch.refused, writer)
    }
    try refuse(branch.refusalsAfterTip, writer)
    try trust.settle()
    try await advance(writer)
    outcome.isRefused = inForce?.revision.commit != head
    if let inForce {
      outcome.inForce = inForce.revision.commit
      outcome.nextChange = nextInstant
      try await deploy(inForce, writer, &outcome)
      keepMirrors(of: inForce.revision)
    }
    if let missing { throw .catalog(missing) }
    guard let inForce else { return outcome }
    let elapsed = Instant.now.milliseconds - started.milliseconds
    tell(.done(inForce.revision.commit, milliseconds: Int(elapsed)))
    return outcome
  }
}

extension Reconciler {
  /// Keeps a second controller away from the repository.
  private static func lock(in folder: String) throws(ReconcileError) -> FileLock {
    let path = folder + "/controller.lock"
    do throws(DiskError) {
      if let lock = try FileLock.ifFree(path, mode: 0o600) { return lock }
    } catch {
      throw .state(path: error.path, reason: error.reason)
    }
    throw .locked(path: path, process: FileLock.holder(of: path))
  }

  /// Follows the branch, the ledger's orders, the clock and the hosts for ever: a pass for each
  /// movement and for each instant at which a validity or an order begins, ends or is renewed, when
  /// a host is found to do something else than it was told, and again after a pause while something
  /// is left to do.
  ///
  /// - Parameter complain: Is told what keeps it from working for now.
  package func run(_ complain: @Sendable (ReconcileError) -> Void) async -> Never {
    var pause = Backoff()
    while true {
      var outcome: PassOutcome?
      do throws(ReconcileError) { outcome = try await pass() } catch { complain(error) }
      if outcome?.isSuperseded == true { continue }
      pause.note(isUnfinished: outcome?.isUnfinished ?? true)
      repeat {
        let due = outcome?.nextChange.map {
          Int(max(0, $0.milliseconds - configuration.now().milliseconds))
        }
        await Movement.wait(
          since: known, repositoryAt: configuration.repositoryPath,
          milliseconds: [pause.milliseconds, due, configuration.driftMilliseconds]
            .compactMap(\.self).min())
        // Only the interval is over: look before touching anything.
      } while await isQuiet(after: outcome, pause)
    }
  }

  /// Whether nothing has moved, nothing is due and no host has drifted.
  private func isQuiet(after outcome: PassOutcome?, _ pause: Backoff) async -> Bool {
    guard pause.milliseconds == nil, let outcome,
      outcome.nextChange.map({ $0 > configuration.now() }) ?? true,
      !Movement.hasMoved(since: known, repositoryAt: configuration.repositoryPath), !hasMail()
    else { return false }
    return await !hasDrifted()
  }
}
