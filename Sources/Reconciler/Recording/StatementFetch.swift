import HostLink
import Keys
import Ledger
import Vocabulary

/// Asks one host for what it has signed and its ledger has not.
struct StatementFetch: Sendable {
  /// What came of it.
  enum Answer: Sendable {
    case lines([String])
    /// The host signs with a key of which the policy knows nothing.
    case stranger(key: String)
    /// The host's history is another one than the ledger's, or it cannot say what it signed.
    case refused(String)
    /// The host does not answer.
    case away
  }

  /// Lines that are taken at one time; the next time brings the rest.
  private static let linesMax = 10_000
  private static let bytesMax = 16 << 20
  /// How long one host may take to say them: the others wait for it.
  private static let patience = Duration.seconds(10)

  let fleet: FleetName
  let host: HostName
  let agent: AgentAddress
  /// The keys that the policy names for the host.
  let keys: Set<String>
  /// Where its ledger ends here.
  let position: LedgerPosition
  /// The number of the line that is safe wherever the ledger is kept.
  let kept: Int
  /// When its newest notes commit was made; `nil` if there is none.
  let since: Instant?
  /// On what ground the host is asked.
  let authority: OrderAuthority

  /// Asks on a thread of its own, because that blocks.
  func run() async -> Answer {
    await withCheckedContinuation { continuation in
      let hasStarted = WorkerThread.start { continuation.resume(returning: ask()) }
      if !hasStarted { continuation.resume(returning: .away) }
    }
  }

  private func ask() -> Answer {
    do throws(HostLinkError) {
      let client = try HostClient.connect(to: agent, of: host)
      guard keys.contains(client.greeting.key) else {
        return .stranger(key: client.greeting.key)
      }
      var (lines, bytes): ([String], Int) = ([], 0)
      let end = ContinuousClock.now.advanced(by: Self.patience)
      var (sequence, last) = (position.sequence, position.last)
      while lines.count < Self.linesMax, bytes < Self.bytesMax, ContinuousClock.now < end {
        let more = try client.statements(
          StatementQuestion(
            fleet: fleet, after: sequence, last, kept: kept, since: since), by: authority)
        guard let newest = more.last else { break }
        lines += more
        bytes += more.reduce(0) { $0 + $1.utf8.count }
        (sequence, last) = (sequence + more.count, .sha256(newest))
      }
      return .lines(lines)
    } catch {
      return error.code == .refused ? .refused(error.detail) : .away
    }
  }
}
