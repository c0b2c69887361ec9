import Attestation
import GitFetch
import GitStore
import HostLink
import Ledger
import Vocabulary

/// What hosts say themselves, signed with their own keys, brought to their ledgers as it is.
extension Reconciler {
  /// Fetches what hosts have signed since the last time, and records it.
  ///
  /// - Parameter silent: Hosts that are known not to answer.
  func collect(
    _ request: RolloutRequest, besides silent: Set<HostName>, _ writer: Writer
  ) async throws(ReconcileError) {
    var (ledgers, fetches): ([HostName: Ledger], [StatementFetch]) = ([:], [])
    for (host, agent) in request.hosts where !silent.contains(host) {
      let ledger = writer.ledger(of: host)
      // One that policy does not name is asked for its key once.
      guard ledger != nil || !strangers.contains(host) else { continue }
      ledgers[host] = ledger
      fetches.append(try fetch(from: host, at: agent, of: request.fleet, into: ledger))
    }
    let answers = await withTaskGroup(of: (HostName, StatementFetch.Answer).self) { group in
      for fetch in fetches { group.addTask { (fetch.host, await fetch.run()) } }
      var answers: [HostName: StatementFetch.Answer] = [:]
      for await (host, answer) in group { answers[host] = answer }
      return answers
    }
    for (host, answer) in answers.sorted(by: { $0.key < $1.key }) {
      try take(answer, from: host, into: ledgers[host], writer)
    }
  }

  private func fetch(
    from host: HostName, at agent: AgentAddress, of fleet: FleetName, into ledger: Ledger?
  ) throws(ReconcileError) -> StatementFetch {
    let reference = LedgerReference.host(host)
    let keys = ledger?.signers.having(reference.role).entries.map(\.key.line) ?? []
    do throws(LedgerError) {
      let position = try ledger?.end() ?? LedgerPosition()
      return StatementFetch(
        fleet: fleet, host: host, agent: agent, keys: Set(keys), position: position,
        kept: try kept(ledger, position))
    } catch { throw .ledger(error) }
  }

  /// The number of the last line that no host has to keep: what only this clone has may be lost with
  /// it.
  private func kept(
    _ ledger: Ledger?, _ position: LedgerPosition
  ) throws(LedgerError) -> Int {
    guard let ledger, configuration.isFollowing else { return position.sequence }
    let tip: CommitID?
    do throws(GitError) {
      tip = try Repository(openingAt: ledger.path)
        .reference(GitRemote.kept(ledger.reference.name))
    } catch { throw .repository(error) }
    guard let tip else { return 0 }
    return min(position.sequence, try ledger.end(at: tip).sequence)
  }

  private func take(
    _ answer: StatementFetch.Answer, from host: HostName, into ledger: Ledger?, _ writer: Writer
  ) throws(ReconcileError) {
    switch answer {
    case .away: break
    case .refused(let reason): tell(.unheard(host, reason))
    case .stranger(let key):
      guard strangers.insert(host).inserted else { return }
      let line = "\(LedgerReference.host(host).principal) namespaces=\"git\" \(key)"
      tell(
        .unheard(
          host,
          "\(LedgerSigners.path) does not name its key; to admit it commit the line: \(line)"))
    case .lines(let lines):
      strangers.remove(host)
      guard let ledger, !lines.isEmpty else { return }
      guard configuration.mayAct() else { throw .leaseLost }
      do throws(LedgerError) {
        let receipt = try ledger.carry(
          lines, writtenBy: ledger.signers.having(.host(host)), signedBy: configuration.key,
          as: writer.author, at: .now)
        if let commit = receipt.commit {
          tell(.recorded(commit, lines: receipt.appended.count, signedBy: host))
        }
      } catch {
        guard case .malformed = error else { throw .ledger(error) }
        tell(.unheard(host, error.description))
      }
    }
  }
}
