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
    let revision = current.revision.commit
    let hosts = formerHosts.merging(current.revision.snapshot.policy.hosts) { _, new in new }
    let wishes = hosts.values.map { host in
      HostWish(
        host, defaultSocket: "\(configuration.stateFolder)/hosts/\(host.name)/agent.sock",
        fleet: current.revision.snapshot.policy.fleet.name, images: current.images,
        revision: revision)
    }
    let answers = await Deployer.deploy(wishes, awaiting: current.affected, from: store)
    var entries: [LedgerEntry] = []
    for (host, answer) in answers.sorted(by: { $0.key < $1.key }) {
      switch answer {
      case .failure(let error):
        outcome.isUnfinished = true
        tell(.unreachable(host, error))
      case .success(let outcomes):
        for instance in outcomes {
          tell(.outcome(instance, revision: revision))
          entries += records.boot(instance, of: revision)
          if case .failed = instance.ending { outcome.hasFailed = true }
          if case .pending = instance.ending { outcome.isUnfinished = true }
        }
        formerHosts[host] = nil
      }
    }
    try append(entries, writer)
    if !outcome.isUnfinished { inForce?.affected = [] }
  }
}

// MARK: - Git

extension Reconciler {
  /// Appends entries to the ledger; those that are there already are passed over.
  func append(_ entries: [LedgerEntry], _ writer: Writer) throws(ReconcileError) {
    guard !entries.isEmpty else { return }
    guard configuration.mayAct() else { throw .leaseLost }
    // What the ledger speaks of must outlive its branch.
    try git { repository throws(GitError) in
      for commit in Set(entries.map(\.about)) { try repository.pin(commit) }
    }
    do throws(LedgerError) {
      let receipt = try writer.ledger.append(
        entries, signedBy: configuration.key, as: writer.author, at: .now)
      if let commit = receipt.commit {
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
