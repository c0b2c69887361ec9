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
  /// The newest commit that a pass has looked at, whatever came of it.
  private var lastHead: CommitID?
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
    let started = Instant.now
    let head = try policyHead()
    lastHead = head
    let path = configuration.repositoryPath
    let branch = try follow(to: head)
    let writer = try Writer(of: configuration.key, in: branch.tip, repositoryAt: path)
    var outcome = PassOutcome(head: head)
    let history = try VerdictHistory(through: branch.tip, of: writer.ledger, repositoryAt: path)
    try await resume(history, writer)
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
      outcome.nextChange = nextChange
      try await deploy(inForce, writer, &outcome)
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

  /// Follows the branch and the clock for ever: a pass for each movement and for each instant at
  /// which a validity begins, ends or is renewed, and again after a pause while something is left
  /// to do.
  ///
  /// - Parameter complain: Is told what keeps it from working for now.
  package func run(_ complain: @Sendable (ReconcileError) -> Void) async -> Never {
    var pause = Backoff()
    while true {
      var isUnfinished = true
      var nextChange: Instant?
      do throws(ReconcileError) {
        let outcome = try await pass()
        (isUnfinished, nextChange) = (outcome.isUnfinished, outcome.nextChange)
      } catch {
        complain(error)
      }
      pause.note(isUnfinished: isUnfinished)
      let now = configuration.now()
      let untilChange = nextChange.map { Int(max(0, $0.milliseconds - now.milliseconds)) }
      await Movement.wait(
        of: configuration.policyReference, since: lastHead,
        repositoryAt: configuration.repositoryPath,
        milliseconds: [pause.milliseconds, untilChange].compactMap(\.self).min())
    }
  }
}
