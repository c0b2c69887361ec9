import Attestation
import GitStore
import HostLink
import Keys
import Ledger
import Planning
import Policy
import Trust
import Vocabulary

extension FleetStatus {
  /// Asks the repository, the ledger and every host.
  ///
  /// - Parameter stateFolder: Where hosts beside the repository keep their state.
  package static func read(
    repositoryAt path: String, branch: String, stateFolder: String
  ) throws(ReconcileError) -> FleetStatus {
    do {
      let repository = try Repository(openingAt: path)
      let head = try repository.commit(try repository.branch(branch))
      var trust = TrustKeeper(in: stateFolder)
      let outcome = try trust.follow(to: head.id, at: .now, in: repository)
      let tip = outcome.tip
      let ledger = try PolicyTrust.ledger(before: tip, repositoryAt: path, repository)
      if let tip = try ledger.tip() {
        // Otherwise a fleet whose signers are damaged would look like one that never began.
        let verdict = CommitVerifier(signers: ledger.signers).verdict(
          on: try repository.commit(tip))
        guard verdict.signer != nil else {
          throw ReconcileError.unverified(commit: tip, "\(verdict)")
        }
      }
      let history = try VerdictHistory(through: tip, of: ledger, repositoryAt: path)
      var reader = PolicyReader(
        repositoryAt: path, indexAt: PolicyReader.index(in: stateFolder))
      let revision = try history.good.map { try reader.revision($0.commit).revision }
      let policy = revision?.snapshot.policy
      var orders = StandingOrders()
      let judges = try OrderJudge.judges(
        head: outcome.trusted, inForce: history.good?.commit, repository)
      _ = orders.take(history.given, judgedBy: judges) {
        policy?.image($0)?.location.file
      }
      let (instances, unreachable) = try Self.hosts(of: revision, stateFolder)
      return FleetStatus(
        head: Revision.Head(commit: head.id, subject: head.subject), inForce: revision?.head,
        pending: history.pending.count, instances: instances, unreachable: unreachable,
        orders: orders.standing(at: .now))
    } catch let error as ReconcileError {
      throw error
    } catch let error as GitError {
      throw .git(error)
    } catch let error as LedgerError {
      throw .ledger(error)
    } catch ReadError.rejected(let rejection) {
      throw .build(.rejected(rejection))
    } catch ReadError.git(let error) {
      throw .git(error)
    } catch ReadError.unavailable(let diagnostic) {
      throw .catalog(diagnostic)
    } catch ReadError.absent(let references) {
      throw .catalog(
        Diagnostic(
          at: references[0].location, "catalog \(references[0].name) is not on this machine",
          hint: "`merlon reconcile` fetches it"))
    } catch {
      preconditionFailure("no other error is thrown above: \(error)")
    }
  }

  private static func hosts(
    of revision: Revision?, _ stateFolder: String
  ) throws -> ([InstanceState], [HostName: String]) {
    guard let revision else { return ([], [:]) }
    let plan: FleetPlan
    do throws(Rejection) { plan = try Planner.plan(revision.snapshot, at: .now).plan } catch {
      throw ReadError.rejected(error)
    }
    var states: [InstanceState] = []
    var unreachable: [HostName: String] = [:]
    let policy = revision.snapshot.policy
    let images = plan.names.compactMap { plan[$0] }
    for host in policy.hosts.values.sorted(by: { $0.name < $1.name }) {
      let agent = host.agent ?? .socket("\(stateFolder)/hosts/\(host.name)/agent.sock")
      do throws(HostLinkError) {
        let rows = try HostClient.connect(to: agent, of: host.name).status()
        let own = rows.filter { $0.fleet == policy.fleet.name }
        let wanted = images.filter { $0.hosts.contains(host.name) }
        states += Self.states(of: own, wanted: wanted, host.name, revision.commit)
      } catch {
        unreachable[host.name] = error.detail
      }
    }
    return (states, unreachable)
  }

  private static func states(
    of rows: [InstanceStatus], wanted: [PlannedImage], _ host: HostName, _ revision: CommitID
  ) -> [InstanceState] {
    let names = Set(wanted.map(\.document.name))
    let found = rows.map { row in
      let isWanted = names.contains(row.image)
      return InstanceState(
        host: host, image: row.image, isWanted: isWanted, state: row.state.rawValue,
        digest: row.digest, revision: row.revision, since: row.servingSince,
        probesPassed: row.probes.count { $0.verdict == .passed }, probeCount: row.probes.count,
        memoryKiB: row.memoryKiB, cpuMilliseconds: row.cpuMilliseconds, answers: row.answers,
        isInSync: isWanted && row.state == .serving && row.revision == revision
          && !row.probes.contains { $0.verdict == .failed })
    }
    let missing = names.subtracting(rows.map(\.image)).map { image in
      InstanceState(
        host: host, image: image, isWanted: true, state: "missing", digest: nil, revision: nil,
        since: nil, probesPassed: 0, probeCount: 0, memoryKiB: nil,
        cpuMilliseconds: nil, answers: nil, isInSync: false)
    }
    return (found + missing).sorted { ($0.image, $0.state) < ($1.image, $1.state) }
  }
}
