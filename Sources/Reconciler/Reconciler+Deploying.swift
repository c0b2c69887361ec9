import Attestation
import GitStore
import HostLink
import Ledger
import Planning
import Policy
import Vocabulary

/// What is in force: rolled onto hosts, and what they say recorded.
extension Reconciler {
  /// Tells every host what is wanted of it, and records what came of it.
  func deploy(
    _ current: InForce, _ writer: Writer, _ outcome: inout PassOutcome
  ) async throws(ReconcileError) {
    guard configuration.mayAct() else { throw .leaseLost }
    let request = await request(for: current)
    let held = request.images.filter(\.value.isHeld).keys.sorted()
    if !held.isEmpty {
      outcome.isHeld = true
      tell(.held(held))
    }
    let (known, path, mayAct) = (known, configuration.repositoryPath, configuration.mayAct)
    let result = await Deployer.deploy(request, by: try authority(writer), from: store) {
      !mayAct() || Movement.hasMoved(since: known, repositoryAt: path)
    }
    // Before the controller's own word, so that who reads one finds the other.
    try await collect(request, besides: Set(result.unreachable.keys), writer)
    for (host, error) in result.unreachable.sorted(by: { $0.key < $1.key }) {
      outcome.isUnfinished = true
      tell(.unreachable(host, error))
    }
    for instance in result.outcomes {
      tell(.outcome(instance))
      if case .failed = instance.ending { outcome.hasFailed = true }
      if case .pending = instance.ending { outcome.isUnfinished = true }
    }
    let quarantines = quarantines(of: result, current.revision.commit)
    for order in quarantines { orders.take(order) }
    try append(result.outcomes.flatMap(records.boot) + quarantines.map(records.order), writer)
    try settleDrifts(result, of: request, writer)
    guard !result.isSuperseded else {
      (outcome.isSuperseded, outcome.isUnfinished) = (true, true)
      return
    }
    for host in request.hosts.keys where result.unreachable[host] == nil { formerHosts[host] = nil }
    if !outcome.isUnfinished { inForce?.affected = [] }
  }

  /// What the policy in force wants of all hosts, with the orders that stand beside it.
  func request(for current: InForce) async -> RolloutRequest {
    let policy = current.revision.snapshot.policy
    let hosts = formerHosts.merging(policy.hosts) { _, new in new }
    let now = configuration.now()
    var images: [ImageName: RolloutRequest.Image] = [:]
    for (name, image) in current.images {
      let (wanted, revision, isStuck) = await undone(name, image, current.revision.commit)
      images[name] = RolloutRequest.Image(
        desired: DesiredInstance(
          name, wanted.deployment, digest: wanted.built.digest, revision: revision,
          generation: orders.generation(of: name), watchSeconds: image.rules.gate?.seconds),
        hosts: image.deployment.hosts, rules: image.rules,
        refusal: orders.refusal(of: wanted.built.digest, for: name),
        isHeld: isStuck || orders.isHeld(name, at: now))
    }
    return RolloutRequest(
      fleet: policy.fleet.name, revision: current.revision.commit,
      hosts: hosts.mapValues { host in
        host.agent ?? .socket("\(configuration.stateFolder)/hosts/\(host.name)/agent.sock")
      }, places: hosts.mapValues(\.places), images: images, isAtomic: policy.fleet.rollout.isAtomic,
      awaited: current.affected)
  }
}

// MARK: - Git

extension Reconciler {
  /// Appends entries to the ledger; those that are there already are passed over.
  ///
  /// - Parameter expected: Where the ledger has to be; absent to append wherever it is.
  func append(
    _ entries: [LedgerEntry], _ writer: Writer, ifAt expected: CommitID?? = .none
  ) throws(ReconcileError) {
    guard !entries.isEmpty else { return }
    guard configuration.mayAct() else { throw .leaseLost }
    // What the ledger speaks of must outlive its branch.
    try git { repository throws(GitError) in
      for commit in Set(entries.map(\.about)) { try repository.pin(commit) }
    }
    do throws(LedgerError) {
      let receipt = try writer.ledger.append(
        entries, signedBy: configuration.key, as: writer.author, at: .now, ifAt: expected)
      if let commit = receipt.commit {
        noteOwn(commit)
        tell(.recorded(commit, lines: receipt.appended.count))
      }
    } catch {
      throw .ledger(error)
    }
  }

  /// The newest commit of the policy's branch, trusted or not.
  func policyHead() throws(ReconcileError) -> CommitID {
    try git { repository throws(GitError) in
      let name = configuration.policyReference
      if name.hasPrefix("refs/heads/") { return try repository.branch(configuration.branch) }
      if let id = try repository.reference(name) { return id }
      throw GitError(
        .missingBranch, .readReference, configuration.branch, "the other side has none")
    }
  }

  /// Opens the repository for one question.
  func git<Value>(
    _ question: (borrowing Repository) throws(GitError) -> Value
  ) throws(ReconcileError) -> Value {
    do throws(GitError) {
      return try question(Repository(openingAt: configuration.repositoryPath))
    } catch {
      throw .git(error)
    }
  }
}
